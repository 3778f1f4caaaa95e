package import Primitives

/// Signed content in the compact serialization. RFC 7515 §3.1, §7.1.
package enum JWS {
    /// Signs the payload; the header has `alg`, `typ` and `kid`, in this order.
    package static func sign(_ payload: [UInt8], type: String?, key: SigningKey) throws -> String {
        var header: JSON.Object = ["alg": .string(key.algorithm.rawValue)]
        if let type { header.append("typ", .string(type)) }
        header.append("kid", .string(key.keyID))
        var text = Base64URL.encodedBytes(header.bytes)
        text.reserveCapacity(text.count + payload.count * 4 / 3 + 512)
        text.append(UInt8(ascii: "."))
        text += Base64URL.encodedBytes(payload)
        let signature = try key.sign(text)
        text.append(UInt8(ascii: "."))
        text += Base64URL.encodedBytes(signature)
        return String(decoding: text, as: UTF8.self)
    }

    /// A token taken apart and not believed yet.
    ///
    /// What the header says serves to refuse, or to select among keys that are known already; neither key nor algorithm is ever
    /// taken from it. RFC 8725 §3.1, §3.10. `x5c`, `x5t` and `x5t#S256` are passed over: honest libraries send them.
    package struct Parsed: Sendable {
        package let header: JSON.Object
        /// `alg` as it stands there; it may be anything.
        package let algorithmName: String
        package let keyID: String?
        package let type: String?
        /// Not to be used before `verified`.
        package let payload: [UInt8]
        let signingInput: [UInt8]
        let signature: [UInt8]

        /// - Parameter admittingKey: whether the header may bring its own key as `jwk`, which only a proof of possession does: its
        ///   signature shows that the sender holds that key, and nothing about who the sender is. RFC 9449 §4.2.
        package init(parsing compact: String, maximumBytes: Int = 16_384, admittingKey: Bool = false) throws(JOSERejection) {
            guard compact.utf8.count <= maximumBytes else { throw .tooLong }
            let parts = Array(compact.utf8).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard parts.count != 5 else { throw .encrypted }
            guard parts.count == 3 else { throw .malformed }
            header = try Self.header(parts[0])
            try Self.refuseDangerousMembers(of: header, admittingKey: admittingKey)
            algorithmName = try Self.algorithmName(in: header)
            keyID = try Self.text("kid", in: header)
            type = try Self.text("typ", in: header)
            guard let payload = Base64URL.decode(Array(parts[1])), let signature = Base64URL.decode(Array(parts[2])) else {
                throw .encodingNotCanonical
            }
            self.payload = payload
            self.signature = signature
            signingInput = Array(parts[0]) + [UInt8(ascii: ".")] + Array(parts[1])
        }

        /// The payload, once the signature has been found good.
        ///
        /// - Parameters:
        ///   - key: known from elsewhere than the token.
        ///   - algorithm: likewise; the header must name the same.
        package func verified(by key: JWK, algorithm: SignatureAlgorithm) throws(JOSERejection) -> [UInt8] {
            guard algorithmName.utf8.elementsEqual(algorithm.rawValue.utf8) else { throw .algorithmNotAllowed }
            try key.verify(signature, of: signingInput, algorithm: algorithm)
            return payload
        }
    }
}

extension JWS.Parsed {
    /// More candidates are never tried: each costs a verification that a stranger chooses.
    private static let maximumCandidates = 8

    /// The payload, once its signature has been found good under one of the keys and one of the algorithms.
    package func verified(by keys: JWKSet, algorithms: Set<SignatureAlgorithm>) throws(JOSERejection) -> [UInt8] {
        guard let algorithm = SignatureAlgorithm(name: algorithmName), algorithms.contains(algorithm) else { throw .algorithmNotAllowed }
        let candidates = candidates(in: keys, algorithm: algorithm)
        guard !candidates.isEmpty else { throw .keyUnknown }
        for key in candidates.prefix(Self.maximumCandidates) {
            do throws(JOSERejection) {
                return try verified(by: key, algorithm: algorithm)
            } catch .signatureInvalid {
                continue
            }
        }
        throw .signatureInvalid
    }

    /// The payload, once its code has been found to be made with the secret by one of the algorithms.
    package func verified(by secret: Secret, algorithms: Set<MACAlgorithm>) throws(JOSERejection) -> [UInt8] {
        guard let algorithm = MACAlgorithm(name: algorithmName), algorithms.contains(algorithm) else { throw .algorithmNotAllowed }
        guard secret.exposed.count >= algorithm.minimumSecretBytes else { throw .keyNotForVerification }
        guard constantTimeEqual(signature, algorithm.code(secret, signingInput)) else { throw .signatureInvalid }
        return payload
    }

    /// The keys that may have signed: those of the header's `kid`; else those that have no name, or all when the header names none.
    private func candidates(in keys: JWKSet, algorithm: SignatureAlgorithm) -> [JWK] {
        let fitting = keys.keys.filter { $0.fits(algorithm) }
        guard let keyID else { return fitting }
        let named = fitting.filter { $0.keyID?.utf8.elementsEqual(keyID.utf8) == true }
        return named.isEmpty ? fitting.filter { $0.keyID == nil } : named
    }

    fileprivate static func header(_ part: ArraySlice<UInt8>) throws(JOSERejection) -> JSON.Object {
        guard let bytes = Base64URL.decode(Array(part)) else { throw .encodingNotCanonical }
        return try JSON.Object(josePart: bytes, otherwise: .headerMalformed)
    }

    fileprivate static func refuseDangerousMembers(of header: JSON.Object, admittingKey: Bool) throws(JOSERejection) {
        if header["jwk"] != nil, !admittingKey { throw .keyInHeader }
        for name in ["jku", "x5u"] where header[name] != nil { throw .keyInHeader }
        if header["zip"] != nil { throw .compressed }
        if header["enc"] != nil { throw .encrypted }
        if header["b64"] != nil { throw .unencodedPayload }
        if header["crit"] != nil { throw .criticalHeaderUnknown }
    }

    fileprivate static func algorithmName(in header: JSON.Object) throws(JOSERejection) -> String {
        guard let name = try text("alg", in: header) else { throw .algorithmMissing }
        return name
    }

    fileprivate static func text(_ name: String, in header: JSON.Object) throws(JOSERejection) -> String? {
        guard let value = header[name] else { return nil }
        guard let text = value.string else { throw .headerMalformed }
        return text
    }
}

extension JSON.Object {
    /// A header or a set of claims, with the reason for which it is refused.
    init(josePart bytes: [UInt8], otherwise rejection: JOSERejection) throws(JOSERejection) {
        let json: JSON
        do throws(JSON.ParsingError) {
            json = try JSON(parsing: bytes)
        } catch {
            throw error.reason == .duplicateName ? .duplicateMember : rejection
        }
        guard let object = json.object else { throw rejection }
        self = object
    }
}
