internal import CLibXML2

/// Brings XML into an encoding whose markup is ASCII, so that the pass before parsing sees the same tags as the parser.
/// XML 1.0 §4.3.3 and appendix F.
package enum XMLEncoding {
    struct Input {
        var bytes: ArraySlice<UInt8>
        /// Whether the declaration in the text still tells the truth.
        var declaresEncoding: Bool
    }

    static func asciiCompatible(_ bytes: ArraySlice<UInt8>) throws(DocumentRejection) -> Input {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Input(bytes: bytes.dropFirst(3), declaresEncoding: false) }
        if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes.dropFirst(2)) { UInt16($0) << 8 | UInt16($1) } }
        if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes.dropFirst(2)) { UInt16($1) << 8 | UInt16($0) } }
        guard bytes.starts(with: "<?xml".utf8) else { return Input(bytes: bytes, declaresEncoding: false) }
        guard let name = declaredName(bytes) else { return Input(bytes: bytes, declaresEncoding: false) }
        guard served.contains(name) || name.hasPrefix("iso-8859-") || name.hasPrefix("windows-125") else {
            throw .unsupported("encoding")
        }
        return Input(bytes: bytes, declaresEncoding: true)
    }

    private static let served: Set = ["utf-8", "utf8", "us-ascii", "ascii"]

    private static func utf16(_ bytes: ArraySlice<UInt8>, _ unit: (UInt8, UInt8) -> UInt16) throws(DocumentRejection) -> Input {
        guard bytes.count.isMultiple(of: 2) else { throw .malformed("UTF-16") }
        let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { unit(bytes[$0], bytes[$0 + 1]) }
        guard let text = String(validating: units, as: UTF16.self) else { throw .malformed("UTF-16") }
        return Input(bytes: Array(text.utf8)[...], declaresEncoding: false)
    }

    /// What `encoding="…"` of the declaration says, in lower case.
    private static func declaredName(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let end = bytes.prefix(256).firstIndex(of: UInt8(ascii: ">")) else { return nil }
        let fields = String(decoding: bytes[..<end], as: UTF8.self).split(whereSeparator: { "\"'".contains($0) })
        guard let place = fields.firstIndex(where: { $0.contains("encoding") }), place + 1 < fields.count else { return nil }
        return fields[place + 1].lowercased()
    }
}

extension XMLEncoding {
    /// Loads what the system needs to read the encodings of one byte, and keeps it: a process that gives up the right to open files does this
    /// before.
    package static func prepare() {
        let names = (2...16).map { "ISO-8859-\($0)" } + (0...8).map { "WINDOWS-125\($0)" }
        // A handler that is never closed holds its tables. There is none for ISO-8859-12.
        for name in names { _ = unsafe xmlFindCharEncodingHandler(name) }
    }
}
