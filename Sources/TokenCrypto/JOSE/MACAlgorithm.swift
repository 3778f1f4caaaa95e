internal import Primitives

/// The algorithms of a secret that two parties share. RFC 7518 §3.2.
///
/// A type of its own, and not cases of `SignatureAlgorithm`: nothing that takes a public key can be handed one of these.
package enum MACAlgorithm: String, Sendable, Hashable, CaseIterable {
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"

    /// The algorithm of that name, letter for letter as bytes.
    package init?(name: String) {
        guard let algorithm = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(name.utf8) }) else { return nil }
        self = algorithm
    }

    /// A shorter secret would be weaker than the algorithm. RFC 7518 §3.2.
    package var minimumSecretBytes: Int {
        switch self {
        case .hs256: 32
        case .hs384: 48
        case .hs512: 64
        }
    }

    func code(_ secret: Secret, _ message: [UInt8]) -> [UInt8] {
        switch self {
        case .hs256: HMAC.sha256(key: secret.exposed, message)
        case .hs384: HMAC.sha384(key: secret.exposed, message)
        case .hs512: HMAC.sha512(key: secret.exposed, message)
        }
    }
}
