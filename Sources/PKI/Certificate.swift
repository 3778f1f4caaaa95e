internal import COpenSSL
package import Primitives

/// An X.509 certificate, taken apart and not believed yet. RFC 5280 §4.1.
package struct Certificate: Sendable {
    /// As it was received.
    package let der: [UInt8]
    package let subject: DistinguishedName
    package let issuer: DistinguishedName
    /// Every attribute of the subject as it is written there, from the most general to the most specific.
    package let subjectAttributes: [NameAttribute]
    /// The alternative names of the subject. RFC 5280 §4.2.1.6.
    package let dnsNames: [String]
    package let emailAddresses: [String]
    package let uris: [String]
    /// 4 or 16 bytes each.
    package let addresses: [[UInt8]]
    /// `SubjectPublicKeyInfo`, encoded as the library encodes every key of that kind; as it was received when the library knows none.
    ///
    /// Written anew each time, which costs the library more than a signature does.
    package var publicKey: [UInt8] { handle.publicKey ?? subjectPublicKeyInfo }
    /// What signatures are verified with; nil when the library knows no such key.
    package let key: PublicKey?
    /// DER, for comparison byte by byte.
    package let issuerDER: [UInt8]
    package let subjectDER: [UInt8]
    /// The contents of the INTEGER as they stand there.
    package let serialNumber: [UInt8]
    package let notBefore: Instant
    package let notAfter: Instant
    /// As it stands there, unlike `publicKey`.
    package let subjectPublicKeyInfo: [UInt8]
    package let signatureAlgorithm: AlgorithmIdentifier
    /// What the issuer signed, and the signature.
    package let toBeSigned: [UInt8]
    package let signature: [UInt8]
    package let extensions: [OID: Extension]
    /// SHA-256 of the whole.
    package let fingerprint: [UInt8]

    let handle: CertificateHandle

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
        guard let handle = CertificateHandle(der: der), let subject = handle.subject, let issuer = handle.issuer,
            let fields = try? CertificateFields(der)
        else { return nil }
        self.der = der
        self.subject = DistinguishedName(subject)
        self.issuer = DistinguishedName(issuer)
        self.handle = handle
        self.fingerprint = fingerprint
        subjectAttributes = subject.joined().map { NameAttribute(type: $0.type, value: $0.text) }
        (issuerDER, subjectDER, serialNumber) = (fields.issuer, fields.subject, fields.serialNumber)
        (notBefore, notAfter, extensions) = (fields.notBefore, fields.notAfter, fields.extensions)
        (signatureAlgorithm, signature, toBeSigned) = (fields.signatureAlgorithm, fields.signature, fields.toBeSigned)
        subjectPublicKeyInfo = fields.subjectPublicKeyInfo
        key = handle.key.map { PublicKey($0, subjectPublicKeyInfo: fields.subjectPublicKeyInfo) }
        let names = handle.alternativeNames
        dnsNames = names.compactMap { if case .dns(let text) = $0 { text } else { nil } }
        emailAddresses = names.compactMap { if case .email(let text) = $0 { text } else { nil } }
        uris = names.compactMap { if case .uri(let text) = $0 { text } else { nil } }
        addresses = names.compactMap { if case .address(let bytes) = $0 { bytes } else { nil } }
    }

    /// Whether subject and issuer are the same name. RFC 5280 §3.2.
    package var isSelfIssued: Bool { subjectDER == issuerDER || subject == issuer }

    /// The same certificate, to the byte.
    package static func == (one: Self, other: Self) -> Bool { one.fingerprint == other.fingerprint }
}

extension Certificate: Hashable {
    package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}
