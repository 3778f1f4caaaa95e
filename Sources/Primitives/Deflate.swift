/// Bytes made smaller, in the format that everybody can read. RFC 1950, RFC 1951.
package enum Deflate {
    /// A zlib stream with one block of fixed codes, in which only runs of one byte are shortened: what is compressed here is long stretches
    /// of the same with little between, and nothing else would gain much.
    package static func zlib(_ bytes: [UInt8]) -> [UInt8] {
        var output = BitWriter()
        // One block, the last, with the fixed codes. RFC 1951 §3.2.3.
        output.append(1, count: 1)
        output.append(1, count: 2)
        var index = 0
        while index < bytes.count {
            output.appendLiteral(bytes[index])
            let run = runLength(in: bytes, after: index)
            if run >= minimumRun { output.appendRun(run) }
            index += run >= minimumRun ? run + 1 : 1
        }
        output.appendCode(endOfBlock)
        // Deflate with a window of 32 KiB and no dictionary. RFC 1950 §2.2.
        return [0x78, 0x9C] + output.finished() + adler32(bytes)
    }

    private static let minimumRun = 3
    private static let maximumRun = 258
    fileprivate static let endOfBlock = 256

    /// How often the byte at `index` is repeated after it.
    private static func runLength(in bytes: [UInt8], after index: Int) -> Int {
        var end = index + 1
        while end < bytes.count, bytes[end] == bytes[index], end - index <= maximumRun - 1 { end += 1 }
        return end - index - 1
    }

    /// RFC 1950 §8.2.
    private static func adler32(_ bytes: [UInt8]) -> [UInt8] {
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return [UInt8(b >> 8), UInt8(b & 0xFF), UInt8(a >> 8), UInt8(a & 0xFF)]
    }
}

/// Bits from the lowest of each byte upward; codes from their highest bit. RFC 1951 §3.1.1.
private struct BitWriter {
    private var bytes: [UInt8] = []
    private var buffer: UInt32 = 0
    private var filled = 0

    mutating func append(_ value: Int, count: Int) {
        buffer |= UInt32(value) << UInt32(filled)
        filled += count
        while filled >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: buffer))
            buffer >>= 8
            filled -= 8
        }
    }

    mutating func appendLiteral(_ byte: UInt8) { appendCode(Int(byte)) }

    /// The fixed code of a symbol. RFC 1951 §3.2.6.
    mutating func appendCode(_ symbol: Int) {
        switch symbol {
        case 0...143: appendReversed(0x30 + symbol, count: 8)
        case 144...255: appendReversed(0x190 + symbol - 144, count: 9)
        case 256...279: appendReversed(symbol - 256, count: 7)
        default: appendReversed(0xC0 + symbol - 280, count: 8)
        }
    }

    /// That many copies of the byte before. RFC 1951 §3.2.5.
    mutating func appendRun(_ length: Int) {
        let index = Self.lengths.lastIndex { $0.base <= length } ?? 0
        appendCode(257 + index)
        append(length - Self.lengths[index].base, count: Self.lengths[index].extraBits)
        // A distance of one is code 0, of five bits.
        append(0, count: 5)
    }

    mutating func finished() -> [UInt8] {
        if filled > 0 { append(0, count: 8 - filled) }
        return bytes
    }

    private mutating func appendReversed(_ code: Int, count: Int) {
        for bit in stride(from: count - 1, through: 0, by: -1) { append(code >> bit & 1, count: 1) }
    }

    private static let lengths: [(base: Int, extraBits: Int)] = [
        (3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (9, 0), (10, 0), (11, 1), (13, 1), (15, 1), (17, 1), (19, 2), (23, 2), (27, 2),
        (31, 2), (35, 3), (43, 3), (51, 3), (59, 3), (67, 4), (83, 4), (99, 4), (115, 4), (131, 5), (163, 5), (195, 5), (227, 5), (258, 0),
    ]
}
