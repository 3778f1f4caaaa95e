import Primitives

/// A new key for one content, and what tells it to the recipient alone. RFC 7516 §5.1 steps 1–8.
struct ContentKey {
    let bytes: [UInt8]
    /// The second part of the token; empty where the key was agreed on.
    let encrypted: [UInt8]
    /// `epk`, for the `ECDH-ES` family.
    let ephemeralKey: JSON.Object?

    init(for recipient: JWK, algorithm: KeyManagementAlgorithm, encryption: ContentEncryptionAlgorithm, world: World) throws {
        guard algorithm != .rsaOAEP256 else {
            bytes = world.random(encryption.keyByteCount)
            encrypted = try recipient.handle.encryptOAEP(bytes)
            ephemeralKey = nil
            return
        }
        let ephemeral = try KeyHandle.generate(recipient.type)
        var members = try PrivateKeyMembers.members(of: ephemeral, type: recipient.type)
        members["d"] = nil
        ephemeralKey = members
        let secret = try ephemeral.sharedSecret(with: recipient.handle)
        let agreed = Self.agreed(secret, algorithm: algorithm, encryption: encryption, partyU: [], partyV: [])
        guard algorithm.wrappingKeyByteCount != nil else {
            bytes = agreed
            encrypted = []
            return
        }
        bytes = world.random(encryption.keyByteCount)
        encrypted = try KeyWrap.wrap(bytes, key: agreed)
    }

    /// The key that follows from the secret: for the content itself, or for wrapping its key. RFC 7518 §4.6.
    static func agreed(
        _ secret: [UInt8], algorithm: KeyManagementAlgorithm, encryption: ContentEncryptionAlgorithm, partyU: [UInt8], partyV: [UInt8]
    ) -> [UInt8] {
        let count = algorithm.wrappingKeyByteCount
        return ConcatKDF.derive(
            secret, algorithm: count == nil ? encryption.rawValue : algorithm.rawValue, partyU: partyU, partyV: partyV,
            count: count ?? encryption.keyByteCount)
    }
}
