import Primitives

/// The members of a key as they were received: reads each into what RFC 7518 §6 says it is.
struct JWKMembers {
    private let object: JSON.Object

    init(_ object: JSON.Object) { self.object = object }

    /// `d` and its like for every key type, and `k`.
    private static let privateNames = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

    var hasPrivateMembers: Bool { Self.privateNames.contains { object[$0] != nil } }

    func text(_ name: String) throws(JWKError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string, text.utf8.count <= 1024 else { throw .memberMalformed(name) }
        return text
    }

    func required(_ name: String) throws(JWKError) -> String {
        guard let text = object[name] else { throw .memberMissing(name) }
        guard let text = text.string else { throw .memberMalformed(name) }
        return text
    }

    /// A member that is Base64URL of exactly that many bytes.
    func octets(_ name: String, count: Int) throws(JWKError) -> [UInt8] {
        guard let bytes = Base64URL.decode(try required(name)), bytes.count == count else { throw .memberMalformed(name) }
        return bytes
    }

    /// A `Base64urlUInt`: a positive integer in as few bytes as it needs. RFC 7518 §2.
    func integer(_ name: String) throws(JWKError) -> [UInt8] {
        guard let bytes = Base64URL.decode(try required(name)), let first = bytes.first, first != 0 else { throw .memberMalformed(name) }
        return bytes
    }

    func keyType() throws(JWKError) -> JWK.KeyType {
        let name = try required("kty")
        if Self.same(name, "EC") { return try curve(of: [.p256, .p384]) }
        if Self.same(name, "OKP") { return try curve(of: [.ed25519]) }
        if Self.same(name, "RSA") { return .rsa }
        throw Self.same(name, "oct") ? .symmetricKey : .keyTypeUnsupported
    }

    /// As bytes: `==` would take the Kelvin sign for the K of `OKP`.
    private static func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

    private func curve(of types: [JWK.KeyType]) throws(JWKError) -> JWK.KeyType {
        let name = try required("crv")
        guard let type = types.first(where: { Self.same($0.rawValue, name) }) else { throw .curveUnsupported }
        return type
    }

    /// What `use` and `key_ops` say. RFC 7517 §4.2, §4.3.
    func isForVerification() throws(JWKError) -> Bool {
        let isForSignatures = try text("use").map { Self.same($0, "sig") } ?? true
        guard let operations = object["key_ops"] else { return isForSignatures }
        guard let operations = operations.strings else { throw .memberMalformed("key_ops") }
        return isForSignatures && operations.contains { Self.same($0, "verify") }
    }

    /// What `alg`, `use` and `key_ops` leave of the ways of encrypting to a key of that type. RFC 7517 §4.2–4.4.
    func keyManagement(_ type: JWK.KeyType) throws(JWKError) -> Set<KeyManagementAlgorithm> {
        let fitting = KeyManagementAlgorithm.allCases.filter { $0.fits(type) }
        guard try text("use").map({ Self.same($0, "enc") }) ?? true else { return [] }
        if let operations = object["key_ops"] {
            guard let operations = operations.strings else { throw .memberMalformed("key_ops") }
            guard operations.contains(where: { Self.encryptionOperations.contains($0) }) else { return [] }
        }
        guard let name = try text("alg") else { return Set(fitting) }
        return Set(fitting.filter { Self.same($0.rawValue, name) })
    }

    private static let encryptionOperations: Set<String> = ["encrypt", "wrapKey", "deriveKey", "deriveBits"]

    /// The key, and its members of RFC 7518 §6 in their order.
    func publicKey(_ type: JWK.KeyType) throws(JWKError) -> (KeyHandle, JSON.Object) {
        switch type {
        case .p256, .p384:
            let count = type == .p256 ? 32 : 48
            let (x, y) = (try octets("x", count: count), try octets("y", count: count))
            let material: JSON.Object = [
                "crv": .string(type.rawValue), "x": .string(Base64URL.encode(x)), "y": .string(Base64URL.encode(y)),
            ]
            return (try KeyHandle(curve: type.rawValue, x: x, y: y), material)
        case .ed25519:
            let x = try octets("x", count: 32)
            return (try KeyHandle(ed25519: x), ["crv": "Ed25519", "x": .string(Base64URL.encode(x))])
        case .rsa:
            let (n, e) = (try integer("n"), try integer("e"))
            return (try KeyHandle(modulus: n, exponent: e), ["n": .string(Base64URL.encode(n)), "e": .string(Base64URL.encode(e))])
        }
    }

    /// What may be shown of a key: nothing that is not listed here gets out.
    func publicMembers(_ material: JSON.Object) throws(JWKError) -> JSON.Object {
        var members: JSON.Object = ["kty": .string(try required("kty"))]
        for name in ["kid", "use", "alg"] {
            if let text = try text(name) { members.append(name, .string(text)) }
        }
        for (name, value) in material.members { members.append(name, value) }
        return members
    }
}
