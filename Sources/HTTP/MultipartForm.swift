internal import Primitives

/// The parts of a `multipart/form-data` body, in order. RFC 7578, RFC 2046 §5.1.
package struct MultipartForm: Sendable {
    package struct Part: Sendable {
        package let name: String
        /// As it was sent; nil when the part says nothing of its type.
        package let mediaType: String?
        /// Of the file that it was read from, for showing: no path is opened by it.
        package let fileName: String?
        /// Of the body, without a copy.
        package let bytes: ArraySlice<UInt8>
    }

    package enum ParsingError: Error, Equatable {
        /// Not `multipart/form-data`, or without a boundary of 1 to 70 allowed characters.
        case notMultipart
        /// Delimiters, part headers or the end are not as they must be.
        case malformed
        case tooManyParts
    }

    package let parts: [Part]

    /// Parses without repairing: what stands before the first delimiter or after the last is refused, as are parts without a name.
    /// - Complexity: one pass over the body.
    package init(parsing body: [UInt8], contentType: String, maximumParts: Int = 16) throws(ParsingError) {
        guard let boundary = Self.boundary(in: contentType) else { throw .notMultipart }
        var reader = Reader(body: body, delimiter: Array("\r\n--\(boundary)".utf8))
        guard reader.skip(Array("--\(boundary)".utf8)) else { throw .malformed }
        var parts: [Part] = []
        while try !reader.isAtEnd() {
            guard parts.count < maximumParts else { throw .tooManyParts }
            parts.append(try reader.part())
        }
        self.parts = parts
    }

    /// The part of a name that occurs exactly once; nil when it is absent or repeated.
    package subscript(name: String) -> Part? {
        let found = parts.filter { $0.name.isSame(as: name) }
        return found.count == 1 ? found[0] : nil
    }

    private static func boundary(in contentType: String) -> String? {
        let parameters = HeaderParameters(contentType)
        guard parameters.value.lowercased() == "multipart/form-data", let boundary = parameters["boundary"],
            (1...70).contains(boundary.utf8.count), boundary.utf8.allSatisfy(isBoundaryCharacter)
        else { return nil }
        return boundary
    }

    /// RFC 2046 §5.1.1, without the space.
    private static func isBoundaryCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: Array("'()+_,-./:=?".utf8).contains(byte)
        }
    }
}

extension MultipartForm {
    private struct Reader {
        /// Bytes of a part's headers.
        private static let longestHeaders = 4096

        let body: [UInt8]
        /// With the line break that belongs to it.
        let delimiter: [UInt8]
        private var position = 0

        init(body: [UInt8], delimiter: [UInt8]) {
            self.body = body
            self.delimiter = delimiter
        }

        mutating func skip(_ text: [UInt8]) -> Bool {
            guard body[position...].starts(with: text) else { return false }
            position += text.count
            return true
        }

        /// After a delimiter: whether it is the last, behind which nothing but a line break may stand.
        mutating func isAtEnd() throws(ParsingError) -> Bool {
            if skip(Array("\r\n".utf8)) { return false }
            guard skip(Array("--".utf8)), [[], Array("\r\n".utf8)].contains(Array(body[position...].prefix(3))) else { throw .malformed }
            return true
        }

        mutating func part() throws(ParsingError) -> Part {
            let headers = try headers()
            let disposition = HeaderParameters(headers["content-disposition"] ?? "")
            guard disposition.value.lowercased() == "form-data", let name = disposition["name"],
                headers["content-transfer-encoding"] == nil
            else { throw .malformed }
            let start = position
            guard let end = nextDelimiter() else { throw .malformed }
            position = end + delimiter.count
            return Part(name: name, mediaType: headers["content-type"], fileName: disposition["filename"], bytes: body[start..<end])
        }

        private mutating func headers() throws(ParsingError) -> [String: String] {
            var headers: [String: String] = [:]
            let limit = min(position + Self.longestHeaders, body.count)
            while !skip(Array("\r\n".utf8)) {
                guard let end = body[position..<limit].firstIndex(of: UInt8(ascii: "\r")), body[end...].starts(with: Array("\r\n".utf8)),
                    body[position..<end].allSatisfy({ $0 >= 0x20 || $0 == 0x09 }), let line = String(strictUTF8: body[position..<end].span),
                    let colon = line.firstIndex(of: ":")
                else { throw .malformed }
                let name = line[..<colon].lowercased()
                guard headers.updateValue(line[line.index(after: colon)...].trimmingBlanks, forKey: name) == nil else { throw .malformed }
                position = end + 2
            }
            return headers
        }

        /// Where the next delimiter begins. A delimiter begins with a carriage return and has no other, so no byte is looked at twice.
        private func nextDelimiter() -> Int? {
            let (body, delimiter) = (body.span, delimiter.span)
            var index = position
            while index + delimiter.count <= body.count {
                var matched = 0
                while matched < delimiter.count, body[index + matched] == delimiter[matched] { matched += 1 }
                if matched == delimiter.count { return index }
                index += max(matched, 1)
            }
            return nil
        }
    }
}

/// A header value of the form `value; name=token; name="text"`. RFC 9110 §5.6.6.
struct HeaderParameters {
    let value: String
    private var parameters: [(name: String, value: String)] = []

    init(_ text: String) {
        var rest = text[...]
        value = rest.prefix { $0 != ";" }.trimmingBlanks
        rest = rest.drop { $0 != ";" }
        while rest.first == ";" {
            rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest[name.endIndex...]
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            parameters.append((name.lowercased(), rest.first == "\"" ? Self.quoted(&rest) : Self.token(&rest)))
        }
    }

    /// Nil when the parameter is absent or repeated.
    subscript(name: String) -> String? {
        let found = parameters.filter { $0.name == name }
        return found.count == 1 ? found[0].value : nil
    }

    private static func token(_ rest: inout Substring) -> String {
        let token = rest.prefix { $0 != ";" }
        rest = rest[token.endIndex...]
        return token.trimmingBlanks
    }

    private static func quoted(_ rest: inout Substring) -> String {
        rest = rest.dropFirst()
        var text = ""
        while let character = rest.first, character != "\"" {
            rest = rest.dropFirst()
            // Browsers escape a quotation mark as %22 and nothing by a backslash; other senders escape by it. RFC 7578 §2.
            if character == "\\", let escaped = rest.first, escaped == "\"" || escaped == "\\" {
                text.append(escaped)
                rest = rest.dropFirst()
            } else {
                text.append(character)
            }
        }
        rest = rest.dropFirst().drop { $0 != ";" }
        return text
    }
}

extension StringProtocol {
    fileprivate var trimmingBlanks: String {
        let blanks: Set<Character> = [" ", "\t"]
        let start = firstIndex { !blanks.contains($0) } ?? endIndex
        let end = self[start...].lastIndex { !blanks.contains($0) }.map { index(after: $0) } ?? start
        return String(self[start..<end])
    }
}
