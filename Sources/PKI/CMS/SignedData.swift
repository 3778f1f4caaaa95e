/// Signed data, taken apart by our own reader and not believed. RFC 5652 §5.1.
package struct SignedData: Sendable {
    package let contentType: OID
    /// The whole EncapsulatedContentInfo.
    package let encapsulatedContentInfo: DERValue
    package let contentTypeValue: DERValue
    /// What is signed, in the parts in which BER may have cut it; nil when it is elsewhere.
    package let content: [ArraySlice<UInt8>]?
    package let digestAlgorithms: [OID]
    /// Every entry as it stands there, certificates or not.
    package let certificateEntries: [DERValue]
    package let certificatesValue: DERValue?
    package let revocationEntries: [DERValue]
    package let revocationsValue: DERValue?
    package let signers: [SignerInfo]

    /// What more there is, is refused.
    package static let maximumEntries = 4096

    /// - Parameter allowsZeroPadding: whether bytes of zero may follow, as in the string of a PDF that was made before the signature.
    package init(_ bytes: ArraySlice<UInt8>, allowsZeroPadding: Bool = false) throws(CMSRejection) {
        let value = try CMSRejection.reading("ContentInfo") { () throws(DERError) in
            var reader = DERReader(bytes, rules: .ber)
            let value = try reader.next(.sequence)
            if allowsZeroPadding, reader.rest.allSatisfy({ $0 == 0 }) { return value }
            try reader.end()
            return value
        }
        try self.init(contentInfo: value)
    }

    package init(contentInfo: DERValue) throws(CMSRejection) {
        let (type, inner) = try CMSRejection.reading("ContentInfo") { () throws(DERError) in
            guard contentInfo.tag == .sequence else { throw .malformed }
            var reader = try contentInfo.reader()
            let type = try reader.next(.objectIdentifier).objectIdentifier()
            return (type, reader)
        }
        guard type == .signedData else { throw .notSignedData(type) }
        self = try CMSRejection.reading("SignedData") { () throws(DERError) in
            var reader = inner
            var wrapper = try reader.next(.context(0)).reader()
            try reader.end()
            let body = try wrapper.next(.sequence)
            try wrapper.end()
            return try SignedData(body: body)
        }
    }

    private init(body: DERValue) throws(DERError) {
        var reader = try body.reader()
        _ = try reader.next(.integer)
        digestAlgorithms = try reader.next(.set).elements(atMost: 64).map { value throws(DERError) in
            try AlgorithmIdentifier(value).algorithm
        }
        encapsulatedContentInfo = try reader.next(.sequence)
        (contentTypeValue, content) = try Self.content(encapsulatedContentInfo)
        contentType = try contentTypeValue.objectIdentifier()
        certificatesValue = try reader.next(ifTagged: .context(0))
        certificateEntries = try certificatesValue?.elements(atMost: Self.maximumEntries) ?? []
        revocationsValue = try reader.next(ifTagged: .context(1))
        revocationEntries = try revocationsValue?.elements(atMost: Self.maximumEntries) ?? []
        let signerValues = try reader.next(.set).elements(atMost: Self.maximumEntries)
        signers = try signerValues.map { value throws(DERError) in try SignerInfo(value) }
        try reader.end()
    }

    /// The type, and the octets that are signed: without the tag and length around them. RFC 5652 §5.2, §5.4.
    private static func content(_ value: DERValue) throws(DERError) -> (DERValue, [ArraySlice<UInt8>]?) {
        var reader = try value.reader()
        let type = try reader.next(.objectIdentifier)
        guard let wrapper = try reader.next(ifTagged: .context(0)) else {
            try reader.end()
            return (type, nil)
        }
        try reader.end()
        var inner = try wrapper.reader()
        let content = try inner.next()
        try inner.end()
        // PKCS #7 allowed other types than OCTET STRING. RFC 5652 §5.2.1.
        guard content.tag == .octetString || content.tag == DERTag.octetString.constructed else { return (type, [content.contents]) }
        return (type, try content.octetStringParts())
    }

    /// The certificates that can be read, in the order in which they stand there.
    package func certificates(atMost limit: Int = 512) -> [Certificate] {
        certificateEntries.prefix(limit).compactMap { $0.tag == .sequence ? Certificate(der: Array($0.encoding)) : nil }
    }
}

extension OID {
    package static let data: OID = "1.2.840.113549.1.7.1"
    package static let signedData: OID = "1.2.840.113549.1.7.2"
}
