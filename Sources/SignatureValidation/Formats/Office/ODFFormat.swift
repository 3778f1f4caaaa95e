internal import Primitives

/// OpenDocument: `META-INF/documentsignatures.xml` over the files of the package. OpenDocument 1.2 part 3 §5.
package enum ODFFormat: DocumentFormat {
    static let signaturePart = "META-INF/documentsignatures.xml"
    /// Signatures of macros, and of whatever an application signs by itself: they sign less than the document. Part 3 §3.5.
    private static let otherSignatures = ["META-INF/macrosignatures.xml", "META-INF/packagesignatures.xml"]

    /// Names of unsigned parts in the report; the state says it of all.
    private static let maximumNamed = 16

    package static func recognises(_ document: Document) -> Bool {
        guard ZipArchive.isArchive(document.bytes), let archive = try? ZipArchive(document.bytes, limits: Limits()),
            let entry = archive["mimetype"], entry.count <= 256, let type = try? archive.contents(of: entry)
        else { return false }
        return type.starts(with: "application/vnd.oasis.opendocument.".utf8)
    }

    package static func read(_ document: Document, limits: Limits) throws(DocumentRejection) -> SignedDocument {
        let archive = try ZipArchive(document.bytes, limits: limits)
        let parts = try PackageParts(archive)
        guard parts.names.first == "mimetype" else { throw .malformed("mimetype is not the first file") }
        guard let octets = parts[signaturePart] else { return SignedDocument(format: .odf) }
        let tree = try XMLReader.read(octets[...], limits: limits)
        let detached = DetachedParts { uri in part(uri, of: parts) }
        let judgements = try XMLSignatureReader(tree, parts: detached, limits: limits).judgements()
        return SignedDocument(format: .odf, signatures: judgements.map { signature($0, of: parts) })
    }

    private static func part(_ uri: String?, of parts: PackageParts) -> DetachedParts.Part {
        guard let uri, let name = PercentEncoding.decode(uri), let octets = parts[name] else { return .absent }
        return .bytes(octets[...])
    }

    private static func signature(_ judgement: XMLSignatureReader.Judgement, of parts: PackageParts) -> DocumentSignature {
        var signature = judgement.signature
        if judgement.isCounterSignature { return signature }
        let covered = Set(
            judgement.results.compactMap { result -> String? in
                guard result.outcome == .intact, case .external(let uri?) = result.target else { return nil }
                return PercentEncoding.decode(uri)
            })
        let uncovered = parts.names.filter { !covered.contains($0) && $0 != signaturePart && !otherSignatures.contains($0) }
        if signature.document < .changed { signature.document = uncovered.isEmpty ? signature.document : .partial }
        signature.warnings += uncovered.prefix(maximumNamed).map { Finding("unsigned-part", $0) }
        return signature
    }
}
