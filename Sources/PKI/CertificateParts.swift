internal import Primitives

/// What `Certificate` gives to read, taken apart once. RFC 5280 §4.1.
final class CertificateParts: Sendable {
    let der: [UInt8]
    let subject: DistinguishedName
    let issuer: DistinguishedName
    let subjectAttributes: [Certificate.NameAttribute]
    let dnsNames: [String]
    let emailAddresses: [String]
    let uris: [String]
    let addresses: [[UInt8]]
    let key: PublicKey?
    let issuerDER: [UInt8]
    let subjectDER: [UInt8]
    let serialNumber: [UInt8]
    let notBefore: Instant
    let notAfter: Instant
    let subjectPublicKeyInfo: [UInt8]
    let signatureAlgorithm: AlgorithmIdentifier
    let toBeSigned: [UInt8]
    let signature: [UInt8]
    let extensions: [OID: Certificate.Extension]
    let fingerprint: [UInt8]
    let handle: CertificateHandle

    /// Nil when the bytes are no certificate.
    init?(reading der: [UInt8], fingerprint: [UInt8]) {
        guard let handle = CertificateHandle(der: der), let subject = handle.subject, let issuer = handle.issuer,
            let fields = try? CertificateFields(der)
        else { return nil }
        self.der = der
        self.subject = DistinguishedName(subject)
        self.issuer = DistinguishedName(issuer)
        self.handle = handle
        self.fingerprint = fingerprint
        subjectAttributes = subject.joined().map { Certificate.NameAttribute(type: $0.type, value: $0.text) }
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
}
