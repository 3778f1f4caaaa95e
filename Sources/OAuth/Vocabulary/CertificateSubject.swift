internal import PKI
internal import Primitives

/// The one name by which a client's certificate is known: of `tls_client_auth_subject_dn` and its like, exactly one. RFC 8705 §2.1.2.
package enum CertificateSubject: Sendable, Equatable {
    case distinguishedName(String)
    case dns(String)
    case email(String)
    case ip(String)
    case uri(String)

    package static let members = [
        "tls_client_auth_subject_dn", "tls_client_auth_san_dns", "tls_client_auth_san_email", "tls_client_auth_san_ip",
        "tls_client_auth_san_uri",
    ]

    /// Nil when the text is not of the member's form.
    init?(member: String, _ text: String) {
        switch member {
        case "tls_client_auth_subject_dn" where DistinguishedName(parsing: text) != nil: self = .distinguishedName(text)
        case "tls_client_auth_san_dns" where !text.contains("*"): self = .dns(text)
        case "tls_client_auth_san_email" where text.contains("@"): self = .email(text)
        case "tls_client_auth_san_ip" where IPAddress(parsing: text) != nil: self = .ip(text)
        case "tls_client_auth_san_uri" where text.contains(":"): self = .uri(text)
        default: return nil
        }
    }

    /// As it is registered.
    var member: (name: String, text: String) {
        switch self {
        case .distinguishedName(let text): (Self.members[0], text)
        case .dns(let text): (Self.members[1], text)
        case .email(let text): (Self.members[2], text)
        case .ip(let text): (Self.members[3], text)
        case .uri(let text): (Self.members[4], text)
        }
    }

    /// Whether the certificate is one for this subject; whether it is to be believed is another question.
    func names(_ certificate: Certificate) -> Bool {
        switch self {
        case .distinguishedName(let text): DistinguishedName(parsing: text) == certificate.subject
        case .dns(let text): certificate.dnsNames.contains { $0.lowercased().utf8.elementsEqual(text.lowercased().utf8) }
        case .email(let text): certificate.emailAddresses.contains { Self.sameMailbox($0, text) }
        case .ip(let text): IPAddress(parsing: text).map { certificate.addresses.compactMap { IPAddress(bytes: $0) }.contains($0) } ?? false
        case .uri(let text): certificate.uris.contains { $0.utf8.elementsEqual(text.utf8) }
        }
    }

    /// The part after the @ is a host's name, which has no case; the one before may have. RFC 5280 §7.5.
    private static func sameMailbox(_ a: String, _ b: String) -> Bool {
        let (left, right) = (a.split(separator: "@", maxSplits: 1), b.split(separator: "@", maxSplits: 1))
        guard left.count == 2, right.count == 2 else { return false }
        return left[0].utf8.elementsEqual(right[0].utf8) && left[1].lowercased().utf8.elementsEqual(right[1].lowercased().utf8)
    }
}
