/// The signature algorithms that are made and accepted. RFC 7518 §3.1, RFC 8037 §3.1.
///
/// `none` and the HMAC family are absent: nothing here can be asked to take a public key for a shared secret.
package enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
    case es256 = "ES256"
    case es384 = "ES384"
    /// Ed25519 alone.
    case edDSA = "EdDSA"
    case rs256 = "RS256"
    case ps256 = "PS256"

    /// The algorithm of that name, letter for letter as bytes.
    package init?(name: String) {
        guard let algorithm = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(name.utf8) }) else { return nil }
        self = algorithm
    }

    /// The digest that the algorithm signs; nil for Ed25519, which hashes by itself.
    var digest: DigestAlgorithm? {
        switch self {
        case .es256, .rs256, .ps256: .sha256
        case .es384: .sha384
        case .edDSA: nil
        }
    }

    /// The bytes of each of r and s for ECDSA; nil for the others. RFC 7518 §3.4.
    var coordinateByteCount: Int? {
        switch self {
        case .es256: 32
        case .es384: 48
        case .edDSA, .rs256, .ps256: nil
        }
    }

    /// The kind of key that the algorithm works with.
    var keyType: JWK.KeyType {
        switch self {
        case .es256: .p256
        case .es384: .p384
        case .edDSA: .ed25519
        case .rs256, .ps256: .rsa
        }
    }
}
