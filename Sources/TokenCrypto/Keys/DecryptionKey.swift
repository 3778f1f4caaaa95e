package import Primitives

/// A private key that opens what others encrypted for its holder. Safe to use from many threads at once.
package struct DecryptionKey: Sendable {
    /// `kid`: the thumbprint of RFC 7638 unless another was given.
    package let keyID: String
    /// What is published: with `kid` and `use`, and `alg` where the key serves one algorithm alone.
    package let publicKey: JWK
    /// `.ecdhES` for the whole family, else the one algorithm.
    package let family: KeyManagementAlgorithm

    private let handle: KeyHandle

    /// Makes a new key: P-256, or RSA with 2048 bits, which blocks the calling thread for some hundred milliseconds.
    package static func generate(_ algorithm: KeyManagementAlgorithm, keyID: String? = nil) throws -> DecryptionKey {
        let type: JWK.KeyType = algorithm == .rsaOAEP256 ? .rsa : .p256
        let handle = try KeyHandle.generate(type)
        var members = try PrivateKeyMembers.members(of: handle, type: type)
        if algorithm == .rsaOAEP256 { members["alg"] = .string(algorithm.rawValue) }
        return try DecryptionKey(handle: handle, members: members, keyID: keyID)
    }

    /// Reads a private key as JWK.
    ///
    /// - Throws: `JWKError`; `.algorithmMismatch` when `alg` is one that is not offered for keys of this type.
    package init(jwk: JSON) throws {
        guard let object = jwk.object else { throw JWKError.notAnObject }
        let members = JWKMembers(object)
        let handle = try PrivateKeyMembers.key(members, type: try members.keyType())
        try self.init(handle: handle, members: object, keyID: try members.text("kid"))
    }

    private init(handle: KeyHandle, members: JSON.Object, keyID: String?) throws {
        var members = members
        members["key_ops"] = nil
        members["use"] = "enc"
        let name = try keyID ?? JWK(members: JWKMembers(members), allowPrivate: true).thumbprint()
        members["kid"] = .string(name)
        publicKey = try JWK(members: JWKMembers(members), allowPrivate: true)
        guard let family = KeyManagementAlgorithm.allCases.first(where: publicKey.fits)?.family else { throw JWKError.algorithmMismatch }
        self.keyID = name
        self.family = family
        self.handle = handle
        guard handle.isKeyPair(publicKey.type) else { throw JWKError.keyPairInconsistent }
    }

    /// The whole key as JWK, for `KeyFile` alone: it goes nowhere without being sealed.
    func privateJWK() throws -> Secret {
        var members = try PrivateKeyMembers.members(of: handle, type: publicKey.type)
        members["kid"] = .string(keyID)
        if let algorithm = publicKey.json["alg"] { members["alg"] = algorithm }
        return Secret(members.bytes)
    }

    /// The content, or nil when this key does not open the token, for whatever reason.
    func open(
        _ token: JWE.Parsed, algorithm: KeyManagementAlgorithm, encryption: ContentEncryptionAlgorithm
    ) throws(JWERejection) -> [UInt8]? {
        let found = try contentKey(of: token, algorithm: algorithm, encryption: encryption)
        // Without a key the work is done all the same, with a key that opens nothing: time must not tell which step failed.
        // RFC 7516 §11.5.
        let key = found ?? [UInt8](repeating: 0, count: encryption.keyByteCount)
        let content = encryption.open(
            token.ciphertext, key: key, initializationVector: token.initializationVector, context: token.protected, tag: token.tag)
        return found == nil ? nil : content
    }

    private func contentKey(
        of token: JWE.Parsed, algorithm: KeyManagementAlgorithm, encryption: ContentEncryptionAlgorithm
    ) throws(JWERejection) -> [UInt8]? {
        let key: [UInt8]?
        if algorithm == .rsaOAEP256 {
            key = handle.decryptOAEP(token.encryptedKey)
        } else {
            let agreed = try agreedKey(of: token, algorithm: algorithm, encryption: encryption)
            guard algorithm.wrappingKeyByteCount != nil else { return token.encryptedKey.isEmpty ? agreed : nil }
            key = KeyWrap.unwrap(token.encryptedKey, key: agreed)
        }
        return key?.count == encryption.keyByteCount ? key : nil
    }

    private func agreedKey(
        of token: JWE.Parsed, algorithm: KeyManagementAlgorithm, encryption: ContentEncryptionAlgorithm
    ) throws(JWERejection) -> [UInt8] {
        // Reading the key finds points off the curve, with which a sender could learn ours bit by bit.
        guard let json = token.header["epk"], let ephemeral = try? JWK(parsing: json), ephemeral.type == publicKey.type,
            let secret = try? handle.sharedSecret(with: ephemeral.handle)
        else { throw .ephemeralKeyInvalid }
        return ContentKey.agreed(
            secret, algorithm: algorithm, encryption: encryption, partyU: try token.party("apu"), partyV: try token.party("apv"))
    }
}
