/// Base64 with the ordinary alphabet. RFC 4648 §4.
package enum Base64 {
    /// The decoded bytes; nil for foreign characters or wrong padding. Padding may be left out, as some HTTP clients do.
    package static func decode(_ text: [UInt8]) -> [UInt8]? {
        var digits = text
        if digits.count % 4 == 0 { while digits.last == UInt8(ascii: "="), text.count - digits.count < 2 { digits.removeLast() } }
        for index in digits.indices {
            switch digits[index] {
            case UInt8(ascii: "+"): digits[index] = UInt8(ascii: "-")
            case UInt8(ascii: "/"): digits[index] = UInt8(ascii: "_")
            case UInt8(ascii: "-"), UInt8(ascii: "_"): return nil
            default: break
            }
        }
        return Base64URL.decode(digits)
    }
}
