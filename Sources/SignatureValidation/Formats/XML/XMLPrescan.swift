/// One pass over the bytes before any parser sees them: document types and bombs end here, in linear time and no memory.
///
/// It knows markup only roughly. Whatever it lets through is still parsed strictly; whatever it refuses would have been refused or
/// would have cost too much.
struct XMLPrescan {
    private let bytes: ArraySlice<UInt8>
    private let limits: Limits
    private var position: Int
    private var depth = 0
    private var elements = 0
    /// Tags, comments and whatever else is markup.
    private var nodes = 0
    /// How many namespace declarations are in scope inside each open element.
    private var declarations: [Int] = [0]

    static func check(_ bytes: ArraySlice<UInt8>, limits: Limits) throws(DocumentRejection) {
        guard bytes.count <= limits.xmlBytes else { throw .limit("xmlBytes") }
        var scan = XMLPrescan(bytes, limits)
        try scan.run()
    }

    private init(_ bytes: ArraySlice<UInt8>, _ limits: Limits) {
        (self.bytes, self.limits, position) = (bytes, limits, bytes.startIndex)
    }

    private mutating func run() throws(DocumentRejection) {
        while let open = bytes[position...].firstIndex(of: UInt8(ascii: "<")) {
            position = open
            nodes += 1
            guard nodes <= 2 * limits.objects else { throw .limit("objects") }
            switch position + 1 < bytes.endIndex ? bytes[position + 1] : 0 {
            case UInt8(ascii: "/"): try close()
            case UInt8(ascii: "?"): try skip(past: "?>", after: 2)
            case UInt8(ascii: "!"): try declaration()
            default: try element()
            }
        }
    }

    private mutating func declaration() throws(DocumentRejection) {
        if bytes[position...].starts(with: "<!--".utf8) {
            try skip(past: "-->", after: 4)
        } else if bytes[position...].starts(with: "<![CDATA[".utf8) {
            try skip(past: "]]>", after: 9, isBounded: false)
        } else {
            throw .malformed("document type declaration")
        }
    }

    private mutating func skip(past end: String, after count: Int, isBounded: Bool = true) throws(DocumentRejection) {
        let end = Array(end.utf8)
        let start = position
        position += count
        while let candidate = bytes[position...].firstIndex(of: end[0]) {
            if isBounded, candidate - start > limits.xmlMarkupBytes { throw .limit("xmlMarkupBytes") }
            if bytes[candidate...].starts(with: end) {
                position = candidate + end.count
                return
            }
            position = candidate + 1
        }
        throw .malformed("unfinished markup")
    }

    private mutating func close() throws(DocumentRejection) {
        guard depth > 0 else { throw .malformed("end tag without start tag") }
        depth -= 1
        declarations.removeLast()
        position += 2
    }

    private mutating func element() throws(DocumentRejection) {
        elements += 1
        guard elements <= limits.objects else { throw .limit("objects") }
        let declared = try tag()
        let inScope = (declarations.last ?? 0) + declared
        guard inScope <= limits.namespacesInScope else { throw .limit("namespacesInScope") }
        // An empty-element tag opens nothing.
        if bytes[position - 2] == UInt8(ascii: "/") { return }
        depth += 1
        declarations.append(inScope)
        guard depth <= limits.depth else { throw .limit("depth") }
    }

    /// Goes behind the start tag, counting its attributes by their quotes.
    /// - Returns: how many of them may declare a namespace.
    private mutating func tag() throws(DocumentRejection) -> Int {
        let start = position
        var (attributes, declared) = (0, 0)
        position += 1
        while position < bytes.endIndex {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: ">") { return declared }
            if byte == UInt8(ascii: "x"), bytes[position...].starts(with: "mlns".utf8) { declared += 1 }
            guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") else { continue }
            attributes += 1
            guard attributes <= limits.attributesPerElement else { throw .limit("attributesPerElement") }
            guard let end = bytes[position...].firstIndex(of: byte) else { throw .malformed("unfinished attribute") }
            guard end - start <= limits.xmlMarkupBytes else { throw .limit("xmlMarkupBytes") }
            position = end + 1
        }
        throw .malformed("unfinished tag")
    }
}
