package import Primitives

/// One signer of signed data, taken apart and not verified. RFC 5652 §5.3.
package struct SignerInfo: Sendable {
    package enum Identifier: Sendable, Equatable {
        /// DER of the name, and the contents of the INTEGER.
        case issuerAndSerialNumber(issuer: [UInt8], serialNumber: [UInt8])
        case subjectKeyIdentifier([UInt8])
    }

    package let version: DERValue
    package let identifier: Identifier
    package let identifierValue: DERValue
    package let digestAlgorithm: AlgorithmIdentifier
    package let digestAlgorithmValue: DERValue
    /// Nil when the signer has none, and the content itself is signed.
    package let signedAttributes: [CMSAttribute]?
    package let signedAttributesValue: DERValue?
    package let signatureAlgorithm: AlgorithmIdentifier
    package let signatureAlgorithmValue: DERValue
    package let signature: [UInt8]
    package let signatureValue: DERValue
    package let unsignedAttributes: [CMSAttribute]

    init(_ value: DERValue) throws(DERError) {
        guard value.tag == .sequence else { throw .malformed }
        var reader = try value.reader()
        version = try reader.next(.integer)
        identifierValue = try reader.next()
        identifier = try Self.identifier(identifierValue)
        digestAlgorithmValue = try reader.next(.sequence)
        digestAlgorithm = try AlgorithmIdentifier(digestAlgorithmValue)
        signedAttributesValue = try reader.next(ifTagged: .context(0))
        signedAttributes = try signedAttributesValue.map { list throws(DERError) in try CMSAttribute.list(list) }
        signatureAlgorithmValue = try reader.next(.sequence)
        signatureAlgorithm = try AlgorithmIdentifier(signatureAlgorithmValue)
        signatureValue = try reader.next()
        signature = Array(try signatureValue.octetString())
        let unsigned = try reader.next(ifTagged: .context(1))
        unsignedAttributes = try unsigned.map { list throws(DERError) in try CMSAttribute.list(list) } ?? []
        try reader.end()
    }

    /// The value of a `countersignature` attribute. RFC 5652 §11.4.
    package init(counterSignature value: DERValue) throws(CMSRejection) {
        self = try CMSRejection.reading("counter-signature") { () throws(DERError) in try SignerInfo(value) }
    }

    private static func identifier(_ value: DERValue) throws(DERError) -> Identifier {
        if value.tag == .sequence {
            var reader = try value.reader()
            let issuer = Array(try reader.next(.sequence).encoding)
            let serialNumber = Array(try reader.next(.integer).integer())
            try reader.end()
            return .issuerAndSerialNumber(issuer: issuer, serialNumber: serialNumber)
        }
        return .subjectKeyIdentifier(Array(try value.octetString(implicit: .context(0, constructed: false))))
    }

    package func identifies(_ certificate: Certificate) -> Bool {
        switch identifier {
        case .issuerAndSerialNumber(let issuer, let serialNumber):
            certificate.serialNumber == serialNumber && certificate.issuerDER == issuer
        case .subjectKeyIdentifier(let identifier): certificate.subjectKeyIdentifier == identifier
        }
    }

    /// Of the surrounding structure, which the signature's own hash must be; nil for one that is not known.
    package var digest: DigestAlgorithm? { DigestAlgorithm(digestAlgorithm.algorithm) }

    package var scheme: SignatureScheme? { SignatureScheme(signatureAlgorithm, digest: digest) }

    /// When the signer says that they signed. RFC 5652 §11.3.
    package func signingTime() throws(CMSRejection) -> Instant? {
        guard let value = try signedAttributes?.single(.signingTime) else { return nil }
        return try CMSRejection.reading("signing time") { () throws(DERError) in try value.time() }
    }
}
