internal import Primitives

/// The bytes of a file without white space around them.
struct JWSText {
    let bytes: ArraySlice<UInt8>

    init(_ file: [UInt8]) {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        // A mark of byte order is no part of JSON, and some editors write it nevertheless. RFC 8259 §8.1.
        let start = file.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let text = file[start...].drop(while: isSpace)
        bytes = text[..<(text.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? text.startIndex)]
    }

    /// Both serializations in JSON have a member whose name begins like this. RFC 7515 §7.2.
    var mentionsSignature: Bool {
        let name = Array("\"signature".utf8)
        var rest = bytes
        while let quote = rest.firstIndex(of: name[0]) {
            if rest[quote...].starts(with: name) { return true }
            rest = rest[(quote + 1)...]
        }
        return false
    }

    /// A header is a JSON object, which begins with `{"`.
    var looksCompact: Bool {
        bytes.starts(with: "ey".utf8) && bytes.lazy.filter { $0 == UInt8(ascii: ".") }.count == 2
    }
}
