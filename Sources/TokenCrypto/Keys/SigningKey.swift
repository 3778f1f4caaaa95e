package import Primitives

/// A private key that signs with one algorithm. Safe to use from many threads at once.
package struct SigningKey: Sendable {
    package let algorithm: SignatureAlgorithm
    /// `kid`: the thumbprint of RFC 7638 unless another was given.
    package let keyID: String
    /// What is published: with `kid`, `use` and `alg`.
    package let publicKey: JWK

    private let handle: KeyHandle
    private let signer: SignatureTemplate

    /// Makes a new key; 2048 bits for RSA, which blocks the calling thread for some hundred milliseconds.
    package static func generate(_ algorithm: SignatureAlgorithm, keyID: String? = nil) throws -> SigningKey {
        let handle = try KeyHandle.generate(algorithm.keyType)
        let members = try PrivateKeyMembers.members(of: handle, type: algorithm.keyType)
        return try SigningKey(handle: handle, members: members, algorithm: algorithm, keyID: keyID)
    }

    /// Reads a private key as JWK.
    ///
    /// - Parameter algorithm: needed when the key has no `alg`; when both are there they must be the same.
    /// - Throws: `JWKError`.
    package init(jwk: JSON, algorithm: SignatureAlgorithm? = nil) throws {
        guard let object = jwk.object else { throw JWKError.notAnObject }
        let members = JWKMembers(object)
        let type = try members.keyType()
        let named = try members.text("alg").map(Self.algorithm(named:))
        guard let chosen = named ?? algorithm ?? Self.onlyAlgorithm(of: type) else { throw JWKError.algorithmMissing }
        guard chosen.keyType == type, algorithm == nil || algorithm == chosen else { throw JWKError.algorithmMismatch }
        let handle = try PrivateKeyMembers.key(members, type: type)
        try self.init(handle: handle, members: object, algorithm: chosen, keyID: try members.text("kid"))
    }

    private init(handle: KeyHandle, members: JSON.Object, algorithm: SignatureAlgorithm, keyID: String?) throws {
        var members = members
        members["key_ops"] = nil
        members["use"] = "sig"
        members["alg"] = .string(algorithm.rawValue)
        let name = try keyID ?? JWK(members: JWKMembers(members), allowPrivate: true).thumbprint()
        members["kid"] = .string(name)
        self.algorithm = algorithm
        self.keyID = name
        self.handle = handle
        publicKey = try JWK(members: JWKMembers(members), allowPrivate: true)
        signer = try SignatureTemplate(key: handle, algorithm: algorithm, purpose: .signing)
        try demandConsistency()
    }

    /// The signature over the message, in the form that RFC 7518 §3 and RFC 8037 §3.1 give it.
    package func sign(_ message: [UInt8]) throws -> [UInt8] { try signer.sign(message) }

    /// The whole key as JWK, for `KeyFile` alone: it goes nowhere without being sealed.
    func privateJWK() throws -> Secret {
        var members = try PrivateKeyMembers.members(of: handle, type: algorithm.keyType)
        members["kid"] = .string(keyID)
        members["alg"] = .string(algorithm.rawValue)
        return Secret(members.bytes)
    }

    /// A damaged private key would sign what nobody can verify, or leak itself through faulty signatures: try it once.
    private func demandConsistency() throws {
        let message = Array("consistency".utf8)
        do {
            try publicKey.verify(try sign(message), of: message, algorithm: algorithm)
        } catch {
            throw JWKError.keyPairInconsistent
        }
    }

    private static func algorithm(named name: String) throws(JWKError) -> SignatureAlgorithm {
        guard let algorithm = SignatureAlgorithm(name: name) else { throw .algorithmMismatch }
        return algorithm
    }

    private static func onlyAlgorithm(of type: JWK.KeyType) -> SignatureAlgorithm? {
        let fitting = SignatureAlgorithm.allCases.filter { $0.keyType == type }
        return fitting.count == 1 ? fitting.first : nil
    }
}
