/// Base64 with the URL-safe alphabet, without padding. RFC 4648 §5, RFC 7515 §2.
///
/// Decoding is canonical: padding, white space, foreign characters and non-zero trailing bits are refused, so that
/// one value has exactly one spelling and a token cannot be varied without breaking it.
package enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()

    package static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: encodedBytes(bytes), as: UTF8.self)
    }

    /// The encoding as ASCII bytes, for callers that go on building a byte buffer.
    package static func encodedBytes(_ bytes: [UInt8]) -> [UInt8] {
        let alphabet = alphabet
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count * 4 + 2) / 3)
        var index = 0
        while index + 2 < bytes.count {
            let group = Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
            output.append(alphabet[group >> 18])
            output.append(alphabet[group >> 12 & 63])
            output.append(alphabet[group >> 6 & 63])
            output.append(alphabet[group & 63])
            index += 3
        }
        if index < bytes.count {
            let second = index + 1 < bytes.count ? Int(bytes[index + 1]) : 0
            let group = Int(bytes[index]) << 16 | second << 8
            output.append(alphabet[group >> 18])
            output.append(alphabet[group >> 12 & 63])
            if index + 1 < bytes.count { output.append(alphabet[group >> 6 & 63]) }
        }
        return output
    }

    /// The decoded bytes, or nil when the text is not the canonical encoding of anything.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? { decode(Array(text.utf8)) }

    package static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(text.count * 3 / 4)
        let values = values
        var buffer: UInt32 = 0
        var bits = 0
        for character in text {
            let value = values[Int(character)]
            guard value != 0xFF else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
                buffer &= (1 << UInt32(bits)) - 1
            }
        }
        return buffer == 0 ? output : nil
    }
}
