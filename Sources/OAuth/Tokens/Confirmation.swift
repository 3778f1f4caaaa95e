package import Primitives
internal import TokenCrypto

/// What a token is bound to: whoever uses it proves to hold this key. RFC 7800 §3.1.
package enum Confirmation: Sendable, Hashable {
    /// SHA-256 of a public key's required members, as Base64URL. RFC 9449 §6.1.
    case jwkThumbprint(String)
    /// SHA-256 of a certificate, as Base64URL. RFC 8705 §3.1.
    case certificateThumbprint(String)

    /// - Parameter certificate: in DER.
    init(certificate: [UInt8]) { self = .certificateThumbprint(Base64URL.encode(Digest.sha256(certificate))) }

    /// The `cnf` claim.
    package var claim: JSON {
        switch self {
        case .jwkThumbprint(let thumbprint): ["jkt": .string(thumbprint)]
        case .certificateThumbprint(let thumbprint): ["x5t#S256": .string(thumbprint)]
        }
    }

    /// `token_type`: a certificate is shown by the connection, so such a token is sent as a bearer token is. RFC 8705 §3, RFC 9449 §5.
    static func tokenType(of confirmation: Confirmation?) -> String {
        if case .jwkThumbprint = confirmation { "DPoP" } else { "Bearer" }
    }
}

extension Confirmation: RawRepresentable {
    /// One text for a store.
    package var rawValue: String {
        switch self {
        case .jwkThumbprint(let thumbprint): "jkt:" + thumbprint
        case .certificateThumbprint(let thumbprint): "x5t#S256:" + thumbprint
        }
    }

    package init?(rawValue: String) {
        let parts = rawValue.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.last) {
        case ("jkt", let thumbprint?) where parts.count == 2: self = .jwkThumbprint(thumbprint)
        case ("x5t#S256", let thumbprint?) where parts.count == 2: self = .certificateThumbprint(thumbprint)
        default: return nil
        }
    }
}
