/// Reads cross-reference sections to the letter: whatever is looser is what two readers understand differently. ISO 32000-2 §7.5.
struct CrossReferenceReader {
    let bytes: [UInt8]
    let limits: Limits
    var decoder: PDFStreamDecoder
    private var count = 0
    /// So many objects any file may have, however small.
    private static let anyFile = 20_000

    init(bytes: [UInt8], limits: Limits, decoder: PDFStreamDecoder) {
        self.bytes = bytes
        self.limits = limits
        self.decoder = decoder
    }

    mutating func section(at offset: Int) throws(DocumentRejection) -> CrossReferenceSection {
        guard offset > 0, offset < bytes.count else { throw .malformed("PDF startxref") }
        var lexer = PDFLexer(bytes, from: offset)
        // Some writers count a line end in.
        while lexer.position < lexer.end, PDFCharacter.isWhiteSpace(bytes[lexer.position]) { lexer.position += 1 }
        var section = try lexer.take("xref") ? table(&lexer) : stream(&lexer)
        section.start = offset
        (section.startxref, section.end) = try tail(&lexer)
        return section
    }

    /// `startxref`, the offset, `%%EOF`, and nothing between them. ISO 32000-2 §7.5.5.
    private func tail(_ lexer: inout PDFLexer) throws(DocumentRejection) -> (startxref: Int, end: Int) {
        guard try lexer.next() == .keyword("startxref"), case .integer(let offset) = try lexer.next() else {
            throw .malformed("PDF revision without startxref")
        }
        while lexer.position < lexer.end, PDFCharacter.isWhiteSpace(bytes[lexer.position]) { lexer.position += 1 }
        guard lexer.take("%%EOF") else { throw .malformed("PDF revision without end") }
        return (offset, lexer.position)
    }

    private mutating func table(_ lexer: inout PDFLexer) throws(DocumentRejection) -> CrossReferenceSection {
        var section = CrossReferenceSection()
        while true {
            switch try lexer.next() {
            case .integer(let first): try subsection(&lexer, first: first, into: &section)
            case .keyword("trailer"):
                try trailer(&lexer, into: &section)
                return section
            default: throw .malformed("PDF cross-reference table")
            }
        }
    }

    private mutating func subsection(
        _ lexer: inout PDFLexer, first: Int, into section: inout CrossReferenceSection
    ) throws(DocumentRejection) {
        guard first >= 0, case .integer(let count) = try lexer.next(), count >= 0 else { throw .malformed("PDF cross-reference table") }
        lexer.skipWhiteSpace()
        guard count <= (lexer.end - lexer.position) / 20 else { throw .malformed("PDF cross-reference table") }
        try charge(first, count)
        for number in first..<first + count {
            try insert(number, try entry(&lexer), into: &section)
        }
    }

    /// Twenty bytes: `0000000016 00000 n` and a line end of two. ISO 32000-2 §7.5.4.
    private func entry(_ lexer: inout PDFLexer) throws(DocumentRejection) -> CrossReferenceEntry {
        let start = lexer.position
        guard let offset = digits(start..<start + 10), let generation = digits(start + 11..<start + 16), bytes[start + 10] == 32,
            bytes[start + 16] == 32, isLineEnd(bytes[start + 18], bytes[start + 19])
        else { throw .malformed("PDF cross-reference entry") }
        lexer.position += 20
        switch bytes[start + 17] {
        case UInt8(ascii: "n"): return .uncompressed(offset: offset, generation: generation)
        case UInt8(ascii: "f"): return .free
        default: throw .malformed("PDF cross-reference entry")
        }
    }

    private func isLineEnd(_ one: UInt8, _ other: UInt8) -> Bool {
        one == 32 && (other == 13 || other == 10) || one == 13 && other == 10
    }

    private func digits(_ range: Range<Int>) -> Int? {
        var value = 0
        for byte in bytes[range] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }

    /// With the stream that completes the table for readers who know streams. ISO 32000-2 §7.5.8.4.
    private mutating func trailer(_ lexer: inout PDFLexer, into section: inout CrossReferenceSection) throws(DocumentRejection) {
        var parser = PDFParser(lexer, depth: limits.depth)
        guard let trailer = try parser.value().dictionary else { throw .malformed("PDF trailer") }
        lexer = parser.lexer
        section.trailer = trailer
        guard let hybrid = trailer["XRefStm"] else { return }
        guard let offset = hybrid.integer, offset > 0, offset < bytes.count else { throw .malformed("PDF hybrid cross-reference") }
        var other = PDFLexer(bytes, from: offset)
        let hidden = try stream(&other).entries
        let contradicts = hidden.contains { number, entry in
            entry != .free && section.entries[number].map { $0 != .free && $0 != entry } ?? false
        }
        section.hybrids = [.init(start: offset, end: other.position, contradictsTable: contradicts)]
        // The table comes first, but what it calls free it only hides from readers who do not know streams.
        section.entries.merge(hidden) { table, stream in table == .free ? stream : table }
    }

    private mutating func stream(_ lexer: inout PDFLexer) throws(DocumentRejection) -> CrossReferenceSection {
        let start = lexer.position
        guard case .integer(let number) = try lexer.next(), case .integer(let generation) = try lexer.next() else {
            throw .malformed("PDF cross-reference")
        }
        lexer.position = start
        var parser = PDFParser(lexer, depth: limits.depth)
        let object = try parser.object(PDFReference(number: number, generation: generation)) { _ throws(DocumentRejection) in nil }
        lexer = parser.lexer
        guard let dictionary = object.dictionary, dictionary["Type"]?.name == "XRef", let range = object.stream else {
            throw .malformed("PDF cross-reference")
        }
        let rows = try decoder.decode(bytes[range], dictionary: dictionary)
        var section = CrossReferenceSection()
        section.trailer = dictionary
        try fill(&section, rows: rows)
        return section
    }

    /// ISO 32000-2 §7.5.8.2 and §7.5.8.3.
    private mutating func fill(_ section: inout CrossReferenceSection, rows: [UInt8]) throws(DocumentRejection) {
        let dictionary = section.trailer
        guard let size = dictionary["Size"]?.integer, size >= 0, let widths = dictionary["W"]?.array?.compactMap(\.integer),
            widths.count == 3, widths.allSatisfy({ (0...8).contains($0) }), widths[1] > 0
        else { throw .malformed("PDF cross-reference stream") }
        let index = dictionary["Index"]?.array?.compactMap(\.integer) ?? [0, size]
        guard index.count.isMultiple(of: 2) else { throw .malformed("PDF cross-reference stream") }
        var position = 0
        for pair in stride(from: 0, to: index.count, by: 2) {
            let (first, count) = (index[pair], index[pair + 1])
            guard first >= 0, count >= 0, count <= (rows.count - position) / widths.reduce(0, +) else {
                throw .malformed("PDF cross-reference stream")
            }
            try charge(first, count)
            for number in first..<first + count {
                try insert(number, row(rows, at: &position, widths: widths), into: &section)
            }
        }
    }

    private func row(_ rows: [UInt8], at position: inout Int, widths: [Int]) -> CrossReferenceEntry {
        var fields: [Int] = []
        for width in widths {
            fields.append(rows[position..<position + width].reduce(0) { $0 << 8 | Int($1) } & Int.max)
            position += width
        }
        switch widths[0] == 0 ? 1 : fields[0] {
        case 1: return .uncompressed(offset: fields[1], generation: fields[2])
        case 2: return .compressed(stream: fields[1], index: fields[2])
        default: return .free
        }
    }

    private func insert(
        _ number: Int, _ entry: CrossReferenceEntry, into section: inout CrossReferenceSection
    ) throws(DocumentRejection) {
        guard section.entries.updateValue(entry, forKey: number) == nil else {
            throw .malformed("PDF cross-reference with an object twice")
        }
    }

    private mutating func charge(_ first: Int, _ added: Int) throws(DocumentRejection) {
        // A few bytes of the file are the least that an object takes, even a compressed one: a table of more is there to fill the memory.
        let most = min(limits.objects, max(Self.anyFile, bytes.count / 4))
        guard added <= most, first <= 1 << 31 else { throw .limit("objects") }
        count += added
        guard count <= most else { throw .limit("objects") }
    }
}
