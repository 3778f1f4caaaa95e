internal import Primitives
internal import TokenCrypto

/// Keeps a client secret so that it can be opened again, which a method that computes with the secret needs.
package struct SecretSealing: Sendable {
    private let key: [UInt8]

    /// - Parameter key: 32 bytes, of the instance, for this purpose alone.
    package init(key: [UInt8]) { self.key = key }

    /// The nonce is a code over client and secret, so that no two secrets ever share one, and no dice are needed.
    func seal(_ secret: Secret, of client: ID<Client>) -> [UInt8]? {
        let context = Array(client.value.utf8)
        let code = HMAC.sha256(key: key, context + [0] + secret.exposed)
        let nonce = Array(code.prefix(AuthenticatedEncryption.nonceByteCount))
        return try? AuthenticatedEncryption.seal(secret.exposed, key: key, context: context, nonce: nonce)
    }

    /// Nil when it was sealed for another client or by another instance.
    func open(_ sealed: [UInt8], of client: ID<Client>) -> Secret? {
        (try? AuthenticatedEncryption.open(sealed, key: key, context: Array(client.value.utf8))).map { Secret($0) }
    }
}
