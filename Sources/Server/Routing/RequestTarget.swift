/// The path and query of a request target, checked but not decoded: what was sent is what is compared. RFC 9112 §3.2.
struct RequestTarget: Equatable {
    let path: String
    let query: String?

    /// - Throws: `.targetMalformed` for anything but origin form and absolute form; `.pathSuspicious` for paths that two parsers
    ///   may read differently.
    init(parsing text: String) throws(RequestRejection) {
        let bytes = Array(text.utf8)
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else { throw .targetMalformed }
        let start = try Self.pathStart(of: bytes)
        let mark = bytes[start...].firstIndex(of: UInt8(ascii: "?"))
        let path = bytes[start..<(mark ?? bytes.endIndex)]
        try Self.check(path)
        self.path = path.isEmpty ? "/" : String(decoding: path, as: UTF8.self)
        query = mark.map { String(decoding: bytes[($0 + 1)...], as: UTF8.self) }
    }

    /// Where the path begins: in absolute form behind the authority, which is ignored as the Host field is.
    private static func pathStart(of bytes: [UInt8]) throws(RequestRejection) -> Int {
        if bytes.first == UInt8(ascii: "/") { return 0 }
        for scheme in ["http://", "https://"] where bytes.starts(with: scheme.utf8) {
            let end = bytes[scheme.utf8.count...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? bytes.endIndex
            guard end > scheme.utf8.count else { throw .targetMalformed }
            return end
        }
        throw .targetMalformed
    }

    /// Refuses dot segments, encoded slashes, backslashes, percent signs and control characters, and broken escapes, in one pass.
    private static func check(_ path: ArraySlice<UInt8>) throws(RequestRejection) {
        var index = path.startIndex
        var segmentStart = true
        while index < path.endIndex {
            switch path[index] {
            case UInt8(ascii: "\\"): throw .pathSuspicious
            case UInt8(ascii: "%"):
                guard let byte = escaped(path, at: index) else { throw .targetMalformed }
                guard byte > 0x20, byte != 0x7F, !Array("./\\%;".utf8).contains(byte) else { throw .pathSuspicious }
                index += 2
            case UInt8(ascii: ".") where segmentStart: try checkDots(path[index...])
            default: break
            }
            segmentStart = path[index] == UInt8(ascii: "/")
            index += 1
        }
    }

    private static func checkDots(_ rest: ArraySlice<UInt8>) throws(RequestRejection) {
        let segment = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ";") }
        guard segment.count > 2 || !segment.allSatisfy({ $0 == UInt8(ascii: ".") }) else { throw .pathSuspicious }
    }

    private static func escaped(_ path: ArraySlice<UInt8>, at index: Int) -> UInt8? {
        guard index + 2 < path.endIndex else { return nil }
        let digits = path[(index + 1)...(index + 2)]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
