/// One attribute of a signer. RFC 5652 §5.3.
package struct CMSAttribute: Sendable {
    package let type: OID
    package let values: [DERValue]
    /// As it stands in the message.
    package let encoding: ArraySlice<UInt8>
    /// Type and values without the header of the sequence around them.
    package let contents: ArraySlice<UInt8>

    init(_ value: DERValue) throws(DERError) {
        guard value.tag == .sequence else { throw .malformed }
        var reader = try value.reader()
        type = try reader.next(.objectIdentifier).objectIdentifier()
        values = try reader.next(.set).elements(atMost: 4096)
        try reader.end()
        encoding = value.encoding
        contents = value.contents
    }

    static func list(_ value: DERValue) throws(DERError) -> [CMSAttribute] {
        try value.elements(atMost: 4096).map { element throws(DERError) in try CMSAttribute(element) }
    }
}

extension [CMSAttribute] {
    package func all(_ type: OID) -> [DERValue] { filter { $0.type == type }.flatMap(\.values) }

    package func contains(_ type: OID) -> Bool { contains { $0.type == type } }

    /// The value of an attribute that may be there once, with one value.
    package func single(_ type: OID) throws(CMSRejection) -> DERValue? {
        let found = filter { $0.type == type }
        guard let first = found.first else { return nil }
        guard found.count == 1, first.values.count == 1 else { throw .malformed("an attribute that may occur once occurs more often") }
        return first.values[0]
    }
}

extension OID {
    /// RFC 5652 §11.
    package static let contentType: OID = "1.2.840.113549.1.9.3"
    package static let messageDigest: OID = "1.2.840.113549.1.9.4"
    package static let signingTime: OID = "1.2.840.113549.1.9.5"
    package static let countersignature: OID = "1.2.840.113549.1.9.6"
    /// RFC 5035 §5.4 and §3.
    package static let signingCertificate: OID = "1.2.840.113549.1.9.16.2.12"
    package static let signingCertificateV2: OID = "1.2.840.113549.1.9.16.2.47"
    /// RFC 3161, appendix A.
    package static let signatureTimestamp: OID = "1.2.840.113549.1.9.16.2.14"
    /// ETSI EN 319 122-1 §5.
    package static let signaturePolicy: OID = "1.2.840.113549.1.9.16.2.15"
    package static let contentTimestamp: OID = "1.2.840.113549.1.9.16.2.20"
    package static let archiveTimestampV3: OID = "0.4.0.1733.2.4"
    /// ETSI EN 319 122-1, annex A.
    package static let certificateReferences: OID = "1.2.840.113549.1.9.16.2.21"
    package static let revocationReferences: OID = "1.2.840.113549.1.9.16.2.22"
    package static let certificateValues: OID = "1.2.840.113549.1.9.16.2.23"
    package static let revocationValues: OID = "1.2.840.113549.1.9.16.2.24"
    package static let signatureAndReferencesTimestamp: OID = "1.2.840.113549.1.9.16.2.25"
    package static let referencesTimestamp: OID = "1.2.840.113549.1.9.16.2.26"
    package static let archiveTimestampV2: OID = "1.2.840.113549.1.9.16.2.48"
    package static let longTermValidation: OID = "0.4.0.1733.2.2"
    /// ISO 32000-2 §12.8.3.3.2.
    package static let adobeRevocationInformation: OID = "1.2.840.113583.1.1.8"
    /// RFC 4998 §5.1.
    package static let internalEvidenceRecord: OID = "1.2.840.113549.1.9.16.2.49"
    package static let externalEvidenceRecord: OID = "1.2.840.113549.1.9.16.2.50"
}
