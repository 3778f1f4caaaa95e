extension JSON {
    /// Why bytes are not acceptable JSON, and where.
    package struct ParsingError: Error, Equatable, CustomStringConvertible {
        package enum Reason: String, Sendable {
            case duplicateName = "a name occurs twice in one object"
            case endOfInput = "the text ends too early"
            case invalidEscape = "an escape is not valid"
            case invalidNumber = "a number is not valid or out of range"
            case invalidUTF8 = "the text is not valid UTF-8"
            case nestedTooDeep = "values are nested too deep"
            case trailingData = "something follows the value"
            case unexpectedByte = "a character is not expected here"
        }
        package let reason: Reason
        package let offset: Int
        package var description: String { "\(reason.rawValue) (byte \(offset))" }
    }

    /// Parses strictly: RFC 8259 and nothing beside it, duplicate names refused (RFC 8725 §2.4 shows what they are used for),
    /// unpaired surrogates refused, numbers finite, depth limited so that hostile nesting cannot exhaust the stack.
    package init(parsing bytes: [UInt8], maximumDepth: Int = 32) throws(ParsingError) {
        var parser = Parser(bytes: bytes, maximumDepth: maximumDepth)
        self = try parser.document()
    }

    package init(parsing text: String, maximumDepth: Int = 32) throws(ParsingError) {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
    }
}

private struct Parser {
    let bytes: [UInt8]
    let maximumDepth: Int
    var position = 0

    init(bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func document() throws(JSON.ParsingError) -> JSON {
        skipSpace()
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw failure(.trailingData) }
        return value
    }

    private func failure(_ reason: JSON.ParsingError.Reason) -> JSON.ParsingError { .init(reason: reason, offset: position) }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private func peek() throws(JSON.ParsingError) -> UInt8 {
        guard position < bytes.count else { throw failure(.endOfInput) }
        return bytes[position]
    }

    private mutating func consume(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSON.ParsingError) -> JSON {
        guard depth < maximumDepth else { throw failure(.nestedTooDeep) }
        switch try peek() {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure(.unexpectedByte)
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSON) throws(JSON.ParsingError) -> JSON {
        for byte in String(describing: text).utf8 {
            guard try peek() == byte else { throw failure(.unexpectedByte) }
            position += 1
        }
        return value
    }

    private mutating func object(depth: Int) throws(JSON.ParsingError) -> JSON.Object {
        position += 1
        var object = JSON.Object()
        var names = Names()
        skipSpace()
        if consume(UInt8(ascii: "}")) { return object }
        while true {
            skipSpace()
            guard try peek() == UInt8(ascii: "\"") else { throw failure(.unexpectedByte) }
            let name = try string()
            guard names.insert(name, beside: object) else { throw failure(.duplicateName) }
            skipSpace()
            guard consume(UInt8(ascii: ":")) else { throw failure(position < bytes.count ? .unexpectedByte : .endOfInput) }
            skipSpace()
            object.append(name, try value(depth: depth + 1))
            skipSpace()
            if consume(UInt8(ascii: ",")) { continue }
            guard consume(UInt8(ascii: "}")) else { throw failure(position < bytes.count ? .unexpectedByte : .endOfInput) }
            return object
        }
    }

    private mutating func array(depth: Int) throws(JSON.ParsingError) -> [JSON] {
        position += 1
        var elements: [JSON] = []
        skipSpace()
        if consume(UInt8(ascii: "]")) { return elements }
        while true {
            skipSpace()
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if consume(UInt8(ascii: ",")) { continue }
            guard consume(UInt8(ascii: "]")) else { throw failure(position < bytes.count ? .unexpectedByte : .endOfInput) }
            return elements
        }
    }

    private mutating func string() throws(JSON.ParsingError) -> String {
        position += 1
        let start = position
        while position < bytes.count, Self.isPlain(bytes[position]) { position += 1 }
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            return try string(continuing: Array(bytes[start..<position]))
        }
        position += 1
        guard let text = String(strictUTF8: bytes.span.extracting(start..<(position - 1))) else { throw failure(.invalidUTF8) }
        return text
    }

    private static func isPlain(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") }

    /// The rest of a string in which something else than plain text has come.
    private mutating func string(continuing beginning: [UInt8]) throws(JSON.ParsingError) -> String {
        var content = beginning
        while true {
            let byte = try peek()
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(strictUTF8: content.span) else { throw failure(.invalidUTF8) }
                return text
            case UInt8(ascii: "\\"): try escape(into: &content)
            case 0..<0x20: throw failure(.unexpectedByte)
            default: content.append(byte)
            }
        }
    }

    private mutating func escape(into content: inout [UInt8]) throws(JSON.ParsingError) {
        let byte = try peek()
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content.append(contentsOf: Array(String(try unicodeEscape()).utf8))
        default: throw failure(.invalidEscape)
        }
    }

    private mutating func unicodeEscape() throws(JSON.ParsingError) -> Unicode.Scalar {
        let first = try hexadecimal()
        guard (0xD800..<0xE000).contains(first) else {
            guard let scalar = Unicode.Scalar(first) else { throw failure(.invalidEscape) }
            return scalar
        }
        guard first < 0xDC00, consume(UInt8(ascii: "\\")), consume(UInt8(ascii: "u")) else { throw failure(.invalidEscape) }
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure(.invalidEscape) }
        return scalar
    }

    private mutating func hexadecimal() throws(JSON.ParsingError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = try peek()
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { throw failure(.invalidEscape) }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private mutating func number() throws(JSON.ParsingError) -> JSON {
        let start = position
        _ = consume(UInt8(ascii: "-"))
        if !consume(UInt8(ascii: "0")) { try digits() }
        var integral = true
        if consume(UInt8(ascii: ".")) {
            integral = false
            try digits()
        }
        if consume(UInt8(ascii: "e")) || consume(UInt8(ascii: "E")) {
            integral = false
            if !consume(UInt8(ascii: "+")) { _ = consume(UInt8(ascii: "-")) }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if integral, let value = Int64(text) { return .integer(value) }
        guard position - start <= 64, let value = Double(text), value.isFinite else { throw failure(.invalidNumber) }
        return .real(value)
    }

    private mutating func digits() throws(JSON.ParsingError) {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
        guard position > start else { throw failure(position < bytes.count ? .invalidNumber : .endOfInput) }
    }
}

/// The names of one object's members, to find one that occurs twice: looked through while they are few, hashed once they are many.
private struct Names {
    private static let few = 16
    private var hashed: Set<ID<JSON>> = []

    /// False when the object, or what was added here, has the name already.
    mutating func insert(_ name: String, beside object: JSON.Object) -> Bool {
        guard object.members.count >= Self.few else { return !object.members.contains { $0.name.isSame(as: name) } }
        if hashed.isEmpty { hashed = Set(object.names.map { ID($0) }) }
        return hashed.insert(ID(name)).inserted
    }
}
