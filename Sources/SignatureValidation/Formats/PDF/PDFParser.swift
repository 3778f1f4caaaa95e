/// Puts tokens together to values and indirect objects, and repairs nothing. ISO 32000-2 §7.3.
struct PDFParser {
    var lexer: PDFLexer
    private let depth: Int
    private(set) var contents: [Range<Int>] = []

    init(_ lexer: PDFLexer, depth: Int) {
        self.lexer = lexer
        self.depth = depth
    }

    mutating func value() throws(DocumentRejection) -> PDFValue { try value(try lexer.next(), within: depth) }

    /// - Parameter budget: How much deeper values may nest.
    private mutating func value(_ token: PDFToken, within budget: Int) throws(DocumentRejection) -> PDFValue {
        guard budget > 0 else { throw .limit("depth") }
        switch token {
        case .integer(let number): return referenceOrInteger(number)
        case .real(let number): return .real(number)
        case .name(let name): return .name(name)
        case .string(let string): return .string(string)
        case .arrayOpen: return try array(within: budget)
        case .dictionaryOpen: return .dictionary(try dictionary(within: budget))
        case .keyword("true"): return .boolean(true)
        case .keyword("false"): return .boolean(false)
        case .keyword("null"): return .null
        case .keyword, .arrayClose, .dictionaryClose, .end: throw .malformed("PDF value")
        }
    }

    private mutating func array(within budget: Int) throws(DocumentRejection) -> PDFValue {
        var values: [PDFValue] = []
        while true {
            let token = try lexer.next()
            if token == .arrayClose { return .array(values) }
            values.append(try value(token, within: budget - 1))
        }
    }

    private mutating func dictionary(within budget: Int) throws(DocumentRejection) -> PDFDictionary {
        var entries: [PDFDictionary.Entry] = []
        while true {
            let token = try lexer.next()
            if token == .dictionaryClose { break }
            guard case .name(let key) = token else { throw .malformed("PDF dictionary") }
            lexer.skipWhiteSpace()
            let start = lexer.position
            let value = try value(try lexer.next(), within: budget - 1)
            if key == "Contents", value.string != nil { contents.append(start..<lexer.position) }
            entries.append(PDFDictionary.Entry(key: key, value: value))
        }
        guard let dictionary = PDFDictionary(entries) else { throw .malformed("PDF dictionary with a name twice") }
        return dictionary
    }

    /// Two integers and an `R` are a reference. ISO 32000-2 §7.3.10.
    private mutating func referenceOrInteger(_ number: Int) -> PDFValue {
        let start = lexer.position
        if number >= 0, lexer.position < lexer.end, PDFCharacter.isWhiteSpace(lexer.bytes[lexer.position]),
            case .integer(let generation)? = try? lexer.next(), (0...65_535).contains(generation), case .keyword("R")? = try? lexer.next()
        {
            return .reference(PDFReference(number: number, generation: generation))
        }
        lexer.position = start
        return .integer(number)
    }

    /// `12 0 obj … endobj`: of that very number, and whole.
    /// - Parameter length: Says how long a stream is whose length is an indirect object.
    mutating func object(
        _ reference: PDFReference, length: (PDFReference) throws(DocumentRejection) -> Int?
    ) throws(DocumentRejection) -> PDFObject {
        guard try lexer.next() == .integer(reference.number), try lexer.next() == .integer(reference.generation),
            try lexer.next() == .keyword("obj")
        else { throw .malformed("PDF object not where the cross-reference says") }
        let value = try value()
        var object = PDFObject(value: value)
        var keyword = try lexer.next()
        if keyword == .keyword("stream"), let dictionary = value.dictionary {
            object.stream = try stream(dictionary, length: length)
            keyword = try lexer.next()
        }
        guard keyword == .keyword("endobj") else { throw .malformed("PDF object without end") }
        object.contents = contents
        object.end = lexer.position
        return object
    }

    /// ISO 32000-2 §7.3.8.1.
    private mutating func stream(
        _ dictionary: PDFDictionary, length: (PDFReference) throws(DocumentRejection) -> Int?
    ) throws(DocumentRejection) -> Range<Int> {
        guard lexer.take("\r\n") || lexer.take("\n") else { throw .malformed("PDF stream without line end") }
        let start = lexer.position
        var count = dictionary["Length"]?.integer
        if let reference = dictionary["Length"]?.reference { count = try length(reference) }
        guard let count, count >= 0, count <= lexer.end - start else { throw .malformed("PDF stream length") }
        lexer.position = start + count
        guard try lexer.next() == .keyword("endstream") else { throw .malformed("PDF stream length") }
        return start..<start + count
    }
}
