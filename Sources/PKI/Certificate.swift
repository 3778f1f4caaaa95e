internal import COpenSSL
package import Primitives

/// An X.509 certificate, taken apart and not believed yet. RFC 5280 §4.1.
package struct Certificate: Sendable {
    /// Certificates are handed around far more often than they are read: a copy counts one reference, not one for every field.
    private let parts: CertificateParts

    /// As it was received.
    package var der: [UInt8] { parts.der }
    package var subject: DistinguishedName { parts.subject }
    package var issuer: DistinguishedName { parts.issuer }
    /// Every attribute of the subject as it is written there, from the most general to the most specific.
    package var subjectAttributes: [NameAttribute] { parts.subjectAttributes }
    /// The alternative names of the subject. RFC 5280 §4.2.1.6.
    package var dnsNames: [String] { parts.dnsNames }
    package var emailAddresses: [String] { parts.emailAddresses }
    package var uris: [String] { parts.uris }
    /// 4 or 16 bytes each.
    package var addresses: [[UInt8]] { parts.addresses }
    /// `SubjectPublicKeyInfo`, encoded as the library encodes every key of that kind; as it was received when the library knows none.
    ///
    /// Written anew each time, which costs the library more than a signature does.
    package var publicKey: [UInt8] { handle.publicKey ?? subjectPublicKeyInfo }
    /// What signatures are verified with; nil when the library knows no such key.
    package var key: PublicKey? { parts.key }
    /// DER, for comparison byte by byte.
    package var issuerDER: [UInt8] { parts.issuerDER }
    package var subjectDER: [UInt8] { parts.subjectDER }
    /// The contents of the INTEGER as they stand there.
    package var serialNumber: [UInt8] { parts.serialNumber }
    package var notBefore: Instant { parts.notBefore }
    package var notAfter: Instant { parts.notAfter }
    /// As it stands there, unlike `publicKey`.
    package var subjectPublicKeyInfo: [UInt8] { parts.subjectPublicKeyInfo }
    package var signatureAlgorithm: AlgorithmIdentifier { parts.signatureAlgorithm }
    /// What the issuer signed, and the signature.
    package var toBeSigned: [UInt8] { parts.toBeSigned }
    package var signature: [UInt8] { parts.signature }
    package var extensions: [OID: Extension] { parts.extensions }
    /// SHA-256 of the whole.
    package var fingerprint: [UInt8] { parts.fingerprint }

    var handle: CertificateHandle { parts.handle }

    /// An attribute of a name: its type in dotted form, and the text as it is written.
    package struct NameAttribute: Sendable, Equatable {
        package let type: String
        package let value: String
    }

    /// More is no certificate that anybody authenticates with.
    package static let maximumBytes = 16_384

    /// Nil when the bytes are not one certificate with nothing behind it.
    package init?(der: [UInt8]) {
        guard der.count <= Self.maximumBytes, let fingerprint = DigestAlgorithm.sha256.digest(der) else { return nil }
        let known = CertificateMemo.shared.certificate(fingerprint) { Certificate(reading: der, fingerprint: fingerprint) }
        guard let known else { return nil }
        self = known
    }

    private init?(reading der: [UInt8], fingerprint: [UInt8]) {
        guard let parts = CertificateParts(reading: der, fingerprint: fingerprint) else { return nil }
        self.parts = parts
    }

    /// Whether subject and issuer are the same name. RFC 5280 §3.2.
    package var isSelfIssued: Bool { subjectDER == issuerDER || subject == issuer }

    /// The same certificate, to the byte.
    package static func == (one: Self, other: Self) -> Bool { one.fingerprint == other.fingerprint }
}

extension Certificate: Hashable {
    package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}
