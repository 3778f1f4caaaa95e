/// Revocation lists and answers that came along with a signature, unbelieved.
package struct EmbeddedRevocation: Sendable {
    /// DER of each CertificateList.
    package var lists: [[UInt8]] = []
    /// DER of each OCSPResponse; a bare BasicOCSPResponse has been wrapped into one.
    package var answers: [[UInt8]] = []

    package init() {}

    package var isEmpty: Bool { lists.isEmpty && answers.isEmpty }

    /// The `crls` of signed data. RFC 5652 §10.2.1, RFC 5940 §2.
    package init(_ signedData: SignedData) {
        for entry in signedData.revocationEntries {
            if entry.tag == .sequence { lists.append(Array(entry.encoding)) } else { try? addOther(entry) }
        }
    }

    private mutating func addOther(_ value: DERValue) throws(DERError) {
        guard value.tag == .context(1) else { throw .malformed }
        var reader = try value.reader()
        let format = try reader.next(.objectIdentifier).objectIdentifier()
        let answer = try reader.next(.sequence)
        try reader.end()
        switch format {
        case OID.ocspResponse: answers.append(Array(answer.encoding))
        case OID.basicOCSPResponse: answers.append(Self.wrapped(answer.encoding))
        default: break
        }
    }

    /// The `revocation-values` attribute. ETSI EN 319 122-1, A.1.1.2.
    package mutating func add(revocationValues value: DERValue) { try? addTagged(value) { Self.wrapped($0.encoding) } }

    /// The `adbe-revocationInfoArchival` attribute. ISO 32000-2 §12.8.3.3.2.
    package mutating func add(adobe value: DERValue) { try? addTagged(value) { Array($0.encoding) } }

    private mutating func addTagged(_ value: DERValue, answer: (DERValue) -> [UInt8]) throws(DERError) {
        for field in try value.elements(atMost: 8) where field.tag == .context(0) || field.tag == .context(1) {
            var reader = try field.reader()
            let list = try reader.next(.sequence).elements(atMost: SignedData.maximumEntries)
            if field.tag == .context(0) { lists += list.map { Array($0.encoding) } } else { answers += list.map(answer) }
        }
    }

    /// A successful OCSPResponse of the basic type. RFC 6960 §4.2.1.
    private static func wrapped(_ basic: ArraySlice<UInt8>) -> [UInt8] {
        let bytes = DERWriter.sequence([DERWriter.objectIdentifier(.basicOCSPResponse), DERWriter.octetString(basic)])
        return DERWriter.sequence([DERWriter.value(.enumerated, [0]), DERWriter.value(.context(0), bytes)])
    }
}

extension OID {
    static let ocspResponse: OID = "1.3.6.1.5.5.7.16.2"
    static let basicOCSPResponse: OID = "1.3.6.1.5.5.7.48.1.1"
}
