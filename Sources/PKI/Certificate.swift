internal import COpenSSL

/// An X.509 certificate, taken apart and not believed yet. RFC 5280 §4.1.
package struct Certificate: Sendable {
    /// As it was received.
    package let der: [UInt8]
    package let subject: DistinguishedName
    /// The alternative names of the subject. RFC 5280 §4.2.1.6.
    package let dnsNames: [String]
    package let emailAddresses: [String]
    package let uris: [String]
    /// 4 or 16 bytes each.
    package let addresses: [[UInt8]]
    /// `SubjectPublicKeyInfo`, encoded as the library encodes every key of that kind.
    package let publicKey: [UInt8]

    let handle: CertificateHandle

    /// More is no certificate that anybody authenticates with.
    package static let maximumBytes = 16_384

    /// Nil when the bytes are not one certificate with nothing behind it, or its key is of no known kind.
    package init?(der: [UInt8]) {
        guard der.count <= Self.maximumBytes, let handle = CertificateHandle(der: der), let subject = handle.subject,
            let publicKey = handle.publicKey
        else { return nil }
        self.der = der
        self.subject = subject
        self.publicKey = publicKey
        self.handle = handle
        let names = handle.alternativeNames
        dnsNames = names.compactMap { if case .dns(let text) = $0 { text } else { nil } }
        emailAddresses = names.compactMap { if case .email(let text) = $0 { text } else { nil } }
        uris = names.compactMap { if case .uri(let text) = $0 { text } else { nil } }
        addresses = names.compactMap { if case .address(let bytes) = $0 { bytes } else { nil } }
    }
}
