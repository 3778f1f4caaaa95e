/// An algorithm and its parameters. RFC 5280 §4.1.1.2.
package struct AlgorithmIdentifier: Sendable {
    package let algorithm: OID
    package let parameters: DERValue?

    package init(_ value: DERValue) throws(DERError) {
        guard value.tag == .sequence else { throw .malformed }
        var reader = try value.reader()
        algorithm = try reader.next(.objectIdentifier).objectIdentifier()
        parameters = reader.isAtEnd ? nil : try reader.next()
        try reader.end()
    }

    package var hasNoParameters: Bool { parameters.map { $0.tag == .null && $0.contents.isEmpty } ?? true }
}
