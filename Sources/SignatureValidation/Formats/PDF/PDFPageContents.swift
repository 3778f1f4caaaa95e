/// The contents of pages, each looked through once for all the signatures that come to lie on it, within a budget for all of them.
final class PDFPageContents {
    private let file: PDFFile
    private var known: [Key: Result<PDFPageContent, DocumentRejection>] = [:]
    private var budget: Budget

    /// What looking through may cost; it is not the budget of the file, which must still be judged when this is spent.
    struct Budget {
        var operations = 1_000_000
        var decoder: PDFStreamDecoder
    }

    /// The page with the revisions that its content is from: what else of a page changes is reported anyway.
    private struct Key: Hashable {
        let page: Int
        let revisions: [Int]
    }

    init(_ file: PDFFile) {
        self.file = file
        budget = Budget(decoder: PDFStreamDecoder(limits: file.limits, bytes: file.bytes.count))
    }

    func content(of page: PDFReference, in revision: Int) throws(DocumentRejection) -> PDFPageContent {
        let value = try file.object(page, in: revision).dictionary?["Contents"]
        let streams = try [value].compactMap { $0 } + (file.array(value, in: revision) ?? [])
        let revisions = streams.compactMap { $0.reference.flatMap { file.entry($0.number, in: revision)?.revision } }
        let key = Key(page: page.number, revisions: revisions)
        if let content = known[key] { return try content.get() }
        let content: Result<PDFPageContent, DocumentRejection>
        do throws(DocumentRejection) {
            content = .success(try PDFPageContent(file, page: page, in: revision, &budget))
        } catch { content = .failure(error) }
        known[key] = content
        return try content.get()
    }
}
