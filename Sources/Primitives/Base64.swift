/// Base64 with the ordinary alphabet. RFC 4648 §4.
package enum Base64 {
    /// The encoding with padding.
    package static func encode(_ bytes: [UInt8]) -> String {
        let ordinary = Base64URL.encodedBytes(bytes).map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        return String(decoding: ordinary + [UInt8](repeating: UInt8(ascii: "="), count: (3 - bytes.count % 3) % 3), as: UTF8.self)
    }

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
