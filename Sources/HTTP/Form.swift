internal import Primitives

/// The name-value pairs of a query or of an `application/x-www-form-urlencoded` body, in order.
///
/// - SeeAlso: WHATWG URL §5.1; RFC 6749 appendix B.
package struct Form: Sendable, Equatable {
    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    package enum ParsingError: Error, Equatable {
        /// A `%` that two hexadecimal digits do not follow.
        case invalidEscape
        /// Bytes that are not UTF-8, or that contain NUL.
        case invalidText
        case tooManyFields
    }

    package private(set) var fields: [Field]

    package init(_ fields: [(String, String)] = []) { self.fields = fields.map { Field(name: $0.0, value: $0.1) } }

    /// Parses without repairing: what cannot be decoded is refused. A name without `=` has the empty value.
    package init(parsing bytes: [UInt8], maximumFields: Int = 256) throws(ParsingError) {
        fields = []
        guard !bytes.isEmpty else { return }
        for pair in bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true) {
            guard fields.count < maximumFields else { throw .tooManyFields }
            let separator = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = try Self.decode(pair[..<separator])
            let value = separator < pair.endIndex ? try Self.decode(pair[(separator + 1)...]) : ""
            fields.append(Field(name: name, value: value))
        }
    }

    package init(parsing text: String, maximumFields: Int = 256) throws(ParsingError) {
        try self.init(parsing: Array(text.utf8), maximumFields: maximumFields)
    }

    package mutating func append(_ other: Form) { fields += other.fields }

    /// The value of a field that occurs exactly once; nil when it is absent or repeated.
    package subscript(name: String) -> String? {
        let found = fields.filter { $0.name.isSame(as: name) }
        return found.count == 1 ? found[0].value : nil
    }

    /// The encoded text of the fields.
    package var encoded: String {
        fields.map { PercentEncoding.formEncode($0.name) + "=" + PercentEncoding.formEncode($0.value) }.joined(separator: "&")
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) throws(ParsingError) -> String {
        let isPlain = bytes.allSatisfy { $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") }
        guard let decoded = isPlain ? bytes : PercentEncoding.decode(bytes, plusIsSpace: true)?[...] else { throw .invalidEscape }
        guard !decoded.contains(0), let text = String(strictUTF8: decoded.span) else { throw .invalidText }
        return text
    }
}

/// Percent-encoding. RFC 3986 §2.1.
package enum PercentEncoding {
    /// The decoded bytes; nil when a `%` is not followed by two hexadecimal digits.
    package static func decode(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else { return nil }
                output.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: output.append(UInt8(ascii: " "))
            default: output.append(byte)
            }
        }
        return output
    }

    /// Encodes everything but the unreserved characters; usable in a query and in a path segment.
    package static func encode(_ text: String) -> String { encode(text, spaceAsPlus: false) }

    /// As `application/x-www-form-urlencoded` does it: a space becomes `+`.
    package static func formEncode(_ text: String) -> String { encode(text, spaceAsPlus: true) }

    private static func encode(_ text: String, spaceAsPlus: Bool) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                output.append(byte)
            case UInt8(ascii: " ") where spaceAsPlus: output.append(UInt8(ascii: "+"))
            default:
                output.append(UInt8(ascii: "%"))
                output.append(digits[Int(byte >> 4)])
                output.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
