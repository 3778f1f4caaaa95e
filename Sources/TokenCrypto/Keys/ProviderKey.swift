import Primitives

/// A private key of the instance, by what it is for.
package enum ProviderKey: Sendable {
    case signing(SigningKey)
    case decryption(DecryptionKey)

    /// Makes a new key; RSA blocks the calling thread for some hundred milliseconds.
    package static func generate(_ purpose: KeyPurpose) throws -> ProviderKey {
        switch purpose {
        case .signing(let algorithm): .signing(try SigningKey.generate(algorithm))
        case .decryption(let algorithm): .decryption(try DecryptionKey.generate(algorithm))
        }
    }

    /// Reads what `privateJWK` gave.
    init(jwk: JSON, purpose: KeyPurpose) throws {
        switch purpose {
        case .signing(let algorithm): self = .signing(try SigningKey(jwk: jwk, algorithm: algorithm))
        case .decryption(let algorithm):
            let key = try DecryptionKey(jwk: jwk)
            guard key.family == algorithm else { throw JWKError.algorithmMismatch }
            self = .decryption(key)
        }
    }

    package var keyID: String {
        switch self {
        case .signing(let key): key.keyID
        case .decryption(let key): key.keyID
        }
    }

    package var publicKey: JWK {
        switch self {
        case .signing(let key): key.publicKey
        case .decryption(let key): key.publicKey
        }
    }

    package var purpose: KeyPurpose {
        switch self {
        case .signing(let key): .signing(key.algorithm)
        case .decryption(let key): .decryption(key.family)
        }
    }

    func privateJWK() throws -> Secret {
        switch self {
        case .signing(let key): try key.privateJWK()
        case .decryption(let key): try key.privateJWK()
        }
    }
}
