/// Reads the operations of a content stream one after the other. ISO 32000-2 §7.8.2.
struct PDFContentReader {
    private var lexer: PDFLexer

    init(_ bytes: [UInt8]) { lexer = PDFLexer(bytes) }

    /// Nil at the end. Operands without end are no page that anybody wrote.
    mutating func next() throws(DocumentRejection) -> PDFContentOperation? {
        var operands: [PDFValue] = []
        while operands.count < 64 {
            switch try lexer.next() {
            case .end: return nil
            case .integer(let number): operands.append(.integer(number))
            case .real(let number): operands.append(.real(number))
            case .name(let name): operands.append(.name(name))
            case .string(let string): operands.append(.string(string))
            case .arrayOpen: operands.append(.array(try array()))
            case .dictionaryOpen: try skipDictionary()
            case .keyword("true"), .keyword("false"), .keyword("null"): operands.append(.null)
            case .keyword("BI"):
                try skipImage()
                return PDFContentOperation(name: "BI", operands: [])
            case .keyword(let name): return PDFContentOperation(name: name, operands: operands)
            case .arrayClose, .dictionaryClose: throw .malformed("PDF content")
            }
        }
        throw .malformed("PDF content")
    }

    /// Strings and the spaces between them.
    private mutating func array() throws(DocumentRejection) -> [PDFValue] {
        var values: [PDFValue] = []
        while true {
            switch try lexer.next() {
            case .arrayClose: return values
            case .integer(let number): values.append(.integer(number))
            case .real(let number): values.append(.real(number))
            case .string(let string): values.append(.string(string))
            case .end: throw .malformed("PDF content")
            default: break
            }
        }
    }

    private mutating func skipDictionary() throws(DocumentRejection) {
        var open = 1
        while open > 0 {
            switch try lexer.next() {
            case .dictionaryOpen: open += 1
            case .dictionaryClose: open -= 1
            case .end: throw .malformed("PDF content")
            default: break
            }
        }
    }

    /// To the `EI` that stands alone. ISO 32000-2 §8.9.7.
    private mutating func skipImage() throws(DocumentRejection) {
        while true {
            let token = try lexer.next()
            if token == .keyword("ID") { break }
            guard token != .end else { throw .malformed("PDF content") }
        }
        let bytes = lexer.bytes
        while lexer.position + 2 < lexer.end {
            let isEnd = PDFCharacter.isWhiteSpace(bytes[lexer.position]) && bytes[lexer.position + 1] == UInt8(ascii: "E")
            if isEnd, bytes[lexer.position + 2] == UInt8(ascii: "I"),
                lexer.position + 3 == lexer.end || PDFCharacter.isWhiteSpace(bytes[lexer.position + 3])
            {
                lexer.position += 3
                return
            }
            lexer.position += 1
        }
        throw .malformed("PDF content")
    }
}
