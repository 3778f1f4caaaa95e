internal import Mustache

/// Escapes text for HTML element content and quoted attributes, scalar by scalar.
///
/// Mustache's own escaping goes by grapheme cluster, where a quotation mark followed by a combining mark is another
/// character and stays as it is, while the browser's parser sees the mark alone and ends the attribute there.
struct Markup: MustacheContentType {
    func escapeText(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            // A parser would turn these two into a line feed, and a hidden field would not come back as it went out.
            case 0x0A: bytes += "&#10;".utf8
            case 0x0D: bytes += "&#13;".utf8
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A template whose every `{{value}}` is escaped by these rules.
    static func template(_ text: String) throws -> MustacheTemplate {
        MustacheContentTypes.register(Self(), named: "MARKUP")
        return try MustacheTemplate(string: "{{% CONTENT_TYPE:MARKUP}}\n" + text)
    }
}
