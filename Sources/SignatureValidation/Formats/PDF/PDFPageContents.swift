/// The contents of pages, each looked through once for all the signatures that come to lie on it.
final class PDFPageContents {
    private let file: PDFFile
    private var known: [Key: Result<PDFPageContent, DocumentRejection>] = [:]

    /// The page with the revisions that its content is from: what else of a page changes is reported anyway.
    private struct Key: Hashable {
        let page: Int
        let revisions: [Int]
    }

    init(_ file: PDFFile) { self.file = file }

    func content(of page: PDFReference, in revision: Int) throws(DocumentRejection) -> PDFPageContent {
        let value = try file.object(page, in: revision).dictionary?["Contents"]
        let streams = try [value].compactMap { $0 } + (file.array(value, in: revision) ?? [])
        let key = Key(
            page: page.number, revisions: streams.compactMap { $0.reference.flatMap { file.entry($0.number, in: revision)?.revision } })
        if let content = known[key] { return try content.get() }
        let content = Result { () throws(DocumentRejection) in try PDFPageContent(file, page: page, in: revision) }
        known[key] = content
        return try content.get()
    }
}
