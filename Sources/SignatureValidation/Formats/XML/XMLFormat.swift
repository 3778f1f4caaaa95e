internal import Primitives

/// XML with signatures anywhere inside: XMLDSig, and XAdES by the properties that a signature has.
package enum XMLFormat: DocumentFormat {
    /// Whatever begins as XML does, signed or not.
    package static func recognises(_ document: Document) -> Bool {
        let start = document.bytes.prefix(512)
        if start.starts(with: [0xFE, 0xFF]) || start.starts(with: [0xFF, 0xFE]) { return true }
        let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start
        let markup = text.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard markup.first == UInt8(ascii: "<"), let next = markup.dropFirst().first else { return false }
        return next >= 0x80 || "?!_:".utf8.contains(next) || (0x41...0x5A).contains(next & 0xDF)
    }

    package static func read(_ document: Document, limits: Limits) throws(DocumentRejection) -> SignedDocument {
        try read(document.bytes[...], parts: DetachedParts(document.content), limits: limits)
    }

    package static func read(
        _ bytes: ArraySlice<UInt8>, parts: DetachedParts, limits: Limits
    ) throws(DocumentRejection) -> SignedDocument {
        let signatures = try XMLSignatureReader.signatures(in: bytes, parts: parts, limits: limits)
        return SignedDocument(format: signatures.contains { $0.properties.isAdES } ? .xades : .xmlDSig, signatures: signatures)
    }
}
