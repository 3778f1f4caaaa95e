/// Lists the revisions of a file from its last byte backwards. ISO 32000-2 §7.5.5, §7.5.6, Annex F.
struct PDFRevisionReader {
    private let bytes: [UInt8]
    private let limits: Limits
    private var reader: CrossReferenceReader

    init(bytes: [UInt8], limits: Limits, decoder: PDFStreamDecoder) {
        self.bytes = bytes
        self.limits = limits
        reader = CrossReferenceReader(bytes: bytes, limits: limits, decoder: decoder)
    }

    /// The oldest first, with what is left of the budget for decoding.
    mutating func revisions() throws(DocumentRejection) -> (revisions: [PDFRevision], decoder: PDFStreamDecoder) {
        var newestFirst: [PDFRevision] = []
        var next: Int? = try lastStartxref()
        var ceiling = bytes.count
        var hybrids: [CrossReferenceSection.Hybrid] = []
        while let offset = next {
            guard newestFirst.count < limits.pdfRevisions else { throw .limit("pdfRevisions") }
            var section = try reader.section(at: offset)
            next = try previous(of: section)
            if let other = next, other > offset {
                // The first page of a linearised file comes first, and refers forward to the rest.
                section = try linearised(section, rest: try reader.section(at: other))
                next = nil
            }
            guard section.startxref == offset, section.end <= ceiling else { throw .malformed("PDF revisions out of order") }
            ceiling = offset
            newestFirst.append(try revision(section))
            hybrids += section.hybrids
        }
        try refuseContradictions(hybrids)
        guard let last = newestFirst.first, last.next == bytes.count else { throw .malformed("PDF with bytes behind its end") }
        return (newestFirst.reversed(), reader.decoder)
    }

    /// A stream that says otherwise than its table is one file to some readers and another to others. Only writers of updates who name the
    /// stream of an older revision again, as some do, say otherwise because they say what is new.
    private func refuseContradictions(_ newestFirst: [CrossReferenceSection.Hybrid]) throws(DocumentRejection) {
        var older = newestFirst[...]
        while let hybrid = older.popFirst() {
            guard !hybrid.contradictsTable || older.contains(where: { $0.start == hybrid.start }) else {
                throw .malformed("PDF hybrid cross-reference")
            }
        }
    }

    private func lastStartxref() throws(DocumentRejection) -> Int {
        var end = bytes.count
        while end > 0, PDFCharacter.isWhiteSpace(bytes[end - 1]) { end -= 1 }
        let keyword = Array("startxref".utf8)
        // The longest that three lines are.
        for start in stride(from: end - keyword.count, through: max(0, end - 64), by: -1) where bytes[start...].starts(with: keyword) {
            var lexer = PDFLexer(bytes, from: start + keyword.count, to: end)
            if case .integer(let offset) = try lexer.next() { return offset }
        }
        throw .malformed("PDF without startxref at its end")
    }

    private func previous(of section: CrossReferenceSection) throws(DocumentRejection) -> Int? {
        guard let value = section.previous else { return nil }
        guard let offset = value.integer, offset != section.start else { throw .malformed("PDF revisions in a loop") }
        return offset
    }

    private func linearised(_ first: CrossReferenceSection, rest: CrossReferenceSection) throws(DocumentRejection) -> CrossReferenceSection
    {
        guard rest.previous == nil, rest.startxref == first.start else { throw .malformed("PDF revisions out of order") }
        var whole = first
        whole.startxref = first.start
        whole.end = rest.end
        whole.hybrids += rest.hybrids
        whole.entries.merge(rest.entries) { first, _ in first }
        return whole
    }

    private func revision(_ section: CrossReferenceSection) throws(DocumentRejection) -> PDFRevision {
        for case .uncompressed(let offset, _) in section.entries.values where offset >= section.end {
            throw .malformed("PDF object behind its revision")
        }
        // A stream that is appended later would change what was signed, without a revision of its own.
        guard section.hybrids.allSatisfy({ $0.end <= section.end }) else { throw .malformed("PDF hybrid cross-reference") }
        var next = section.end
        while next < bytes.count, PDFCharacter.isWhiteSpace(bytes[next]) { next += 1 }
        return PDFRevision(entries: section.entries, trailer: section.trailer, end: section.end, next: next)
    }
}
