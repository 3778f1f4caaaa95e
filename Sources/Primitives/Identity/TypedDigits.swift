/// What is left of a number as people type it: the separators that they put between digits are dropped.
enum TypedDigits {
    /// Longest text worth looking at: a tax code with a separator after every digit stays below it.
    static let maximumBytes = 64

    /// The text without surrounding white space, spaces, dots and hyphens; nil when anything but ASCII digits remains.
    ///
    /// Digits of other scripts (full-width, Arabic) are refused and not mapped: one number has one spelling.
    static func parse(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= maximumBytes else { return nil }
        var digits: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
            case UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
                continue
            default: return nil
            }
        }
        return digits
    }
}
