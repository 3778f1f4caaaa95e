/// Objects that are compressed together. ISO 32000-2 §7.5.7.
struct PDFObjectStream: Sendable {
    private let bytes: [UInt8]
    private let members: [(number: Int, offset: Int)]

    init(bytes: [UInt8], dictionary: PDFDictionary) throws(DocumentRejection) {
        guard let count = dictionary["N"]?.integer, let first = dictionary["First"]?.integer, count >= 0, (0...bytes.count).contains(first),
            count <= first / 2
        else { throw .malformed("PDF object stream") }
        var lexer = PDFLexer(bytes, to: first)
        var members: [(number: Int, offset: Int)] = []
        for _ in 0..<count {
            guard case .integer(let number) = try lexer.next(), case .integer(let offset) = try lexer.next(), offset >= 0,
                offset <= bytes.count - first
            else { throw .malformed("PDF object stream") }
            members.append((number, first + offset))
        }
        self.bytes = bytes
        self.members = members
    }

    func value(_ number: Int, at index: Int, depth: Int) throws(DocumentRejection) -> PDFValue {
        guard members.indices.contains(index), members[index].number == number else {
            throw .malformed("PDF object not where the cross-reference says")
        }
        var parser = PDFParser(PDFLexer(bytes, from: members[index].offset), depth: depth)
        return try parser.value()
    }
}
