internal import Primitives
package import TokenCrypto

/// How one kind of answer to a client is encrypted, after it was signed. OpenID Connect Registration 1.0 §2, RFC 9701 §6.
package struct ResponseEncryption: Sendable, Equatable {
    /// `…_encryption_alg_values_supported` of the discovery document.
    package static let algorithms: [KeyManagementAlgorithm] = KeyManagementAlgorithm.allCases
    /// `…_encryption_enc_values_supported`, the default first.
    package static let encryptions: [ContentEncryptionAlgorithm] = ContentEncryptionAlgorithm.allCases

    package var algorithm: KeyManagementAlgorithm
    package var encryption: ContentEncryptionAlgorithm

    package init(algorithm: KeyManagementAlgorithm, encryption: ContentEncryptionAlgorithm) {
        self.algorithm = algorithm
        self.encryption = encryption
    }

    /// The discovery members for one kind of answer: `id_token`, `userinfo` and so on.
    static func metadata(for kind: String) -> JSON.Object {
        [
            "\(kind)_encryption_alg_values_supported": JSON(algorithms.map(\.rawValue)),
            "\(kind)_encryption_enc_values_supported": JSON(encryptions.map(\.rawValue)),
        ]
    }

    /// As registration members.
    func json(for kind: String) -> JSON.Object {
        ["\(kind)_encrypted_response_alg": .string(algorithm.rawValue), "\(kind)_encrypted_response_enc": .string(encryption.rawValue)]
    }
}

extension ClientMetadataReader {
    /// - Parameter client: with its keys, one of which is to encrypt to; those that it publishes are looked at when they are needed.
    mutating func encryption(of kind: String, for client: ClientRegistration) throws(ClientMetadataRejection) -> ResponseEncryption? {
        let algorithm = try choice("\(kind)_encrypted_response_alg", of: ResponseEncryption.algorithms.map(\.rawValue))
        let encryption = try choice("\(kind)_encrypted_response_enc", of: ResponseEncryption.encryptions.map(\.rawValue))
        guard let algorithm = algorithm.flatMap(KeyManagementAlgorithm.init(name:)) else {
            guard encryption == nil else {
                throw refuse("\(kind)_encrypted_response_enc", "name \(kind)_encrypted_response_alg, too; or leave both out")
            }
            return nil
        }
        guard client.keysURI != nil || client.keys?.encryptionKey(for: algorithm) != nil else {
            throw refuse("jwks", "\(kind)_encrypted_response_alg \(algorithm.rawValue) needs a public key of the client with use enc")
        }
        return ResponseEncryption(
            algorithm: algorithm, encryption: encryption.flatMap(ContentEncryptionAlgorithm.init(name:)) ?? .a128CBCHS256)
    }
}
