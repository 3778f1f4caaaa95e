package import Primitives

/// Encrypted content in the compact serialization. RFC 7516 §3.1, §7.1.
package enum JWE {
    /// Encrypts for the holder of one key. Header: `alg`, `enc`, then `typ`, `cty` and `kid` where there are any, and `epk`.
    ///
    /// - Parameters:
    ///   - key: what the recipient registered, never what a token brought along.
    ///   - contentType: `cty`; `JWT` for a token that was signed first. RFC 7519 §5.2.
    /// - Throws: `JWERejection.keyNotForEncryption` when the key does not fit the algorithm.
    package static func encrypt(
        _ plaintext: [UInt8], to key: JWK, algorithm: KeyManagementAlgorithm, encryption: ContentEncryptionAlgorithm,
        type: String? = nil, contentType: String? = nil, world: World
    ) throws -> String {
        guard key.fits(algorithm) else { throw JWERejection.keyNotForEncryption }
        let contentKey = try ContentKey(for: key, algorithm: algorithm, encryption: encryption, world: world)
        var header: JSON.Object = ["alg": .string(algorithm.rawValue), "enc": .string(encryption.rawValue)]
        for (name, value) in [("typ", type), ("cty", contentType), ("kid", key.keyID)] {
            if let value { header.append(name, .string(value)) }
        }
        if let ephemeral = contentKey.ephemeralKey { header.append("epk", .object(ephemeral)) }
        let protected = Base64URL.encodedBytes(header.bytes)
        let vector = world.random(encryption.initializationVectorByteCount)
        let (ciphertext, tag) = try encryption.seal(plaintext, key: contentKey.bytes, initializationVector: vector, context: protected)
        let parts = [protected] + [contentKey.encrypted, vector, ciphertext, tag].map(Base64URL.encodedBytes)
        return String(decoding: Array(parts.joined(separator: [UInt8(ascii: ".")])), as: UTF8.self)
    }

    /// What a token held, once one of the keys opened it.
    package struct Opened: Sendable {
        package let payload: [UInt8]
        package let header: JSON.Object
        /// `cty`, which says what the payload is: `JWT` for a signed token inside.
        package let contentType: String?
    }

    /// Opens a token with one of our own keys. `kid` only selects among them; algorithms are the caller's, the header must name one of
    /// each.
    package static func decrypt(
        _ text: String, keys: [DecryptionKey], algorithms: Set<KeyManagementAlgorithm>, encryptions: Set<ContentEncryptionAlgorithm>,
        maximumBytes: Int = 65_536
    ) throws(JWERejection) -> Opened {
        let parsed = try Parsed(parsing: text, maximumBytes: maximumBytes)
        guard let algorithm = KeyManagementAlgorithm(name: parsed.algorithmName), algorithms.contains(algorithm) else {
            throw .algorithmNotAllowed
        }
        guard let encryption = ContentEncryptionAlgorithm(name: parsed.encryptionName), encryptions.contains(encryption) else {
            throw .encryptionNotAllowed
        }
        let candidates = parsed.candidates(in: keys, algorithm: algorithm)
        guard !candidates.isEmpty else { throw .keyUnknown }
        for key in candidates {
            guard let payload = try key.open(parsed, algorithm: algorithm, encryption: encryption) else { continue }
            return Opened(payload: payload, header: parsed.header, contentType: parsed.contentType)
        }
        throw .undecryptable
    }
}
