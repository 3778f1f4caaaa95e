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
        let count = (bytes.count * 4 + 2) / 3
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { output, written in
            unsafe write(bytes.span, alphabet.span, into: output)
            written = count
        }
    }

    private static func write(_ bytes: Span<UInt8>, _ alphabet: Span<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) {
        var index = 0
        var position = 0
        func put(_ value: Int) {
            unsafe output[position] = alphabet[value & 63]
            position += 1
        }
        while index + 2 < bytes.count {
            let group = Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
            put(group >> 18)
            put(group >> 12)
            put(group >> 6)
            put(group)
            index += 3
        }
        guard index < bytes.count else { return }
        let second = index + 1 < bytes.count ? Int(bytes[index + 1]) : 0
        let group = Int(bytes[index]) << 16 | second << 8
        put(group >> 18)
        put(group >> 12)
        if index + 1 < bytes.count { put(group >> 6) }
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
