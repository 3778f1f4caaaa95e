internal import PKI

/// Signed PDF files. ISO 32000-2 §12.8; ETSI EN 319 142-1.
package enum PAdESFormat: DocumentFormat {
    /// A header further in than the first byte is recognised and then refused: two readers would count offsets differently.
    package static func recognises(_ document: Document) -> Bool {
        let header = Array("%PDF-".utf8)
        let start = document.bytes.prefix(1_024)
        return start.indices.contains { start[$0...].starts(with: header) }
    }

    package static func read(_ document: Document, limits: Limits) throws(DocumentRejection) -> SignedDocument {
        let file = try PDFFile(bytes: document.bytes, limits: limits)
        var reading = try PDFSignatures(file)
        return try reading.document()
    }
}
