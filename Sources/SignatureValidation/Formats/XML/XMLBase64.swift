/// Base64 as XML has it: with white space anywhere, and strict otherwise. RFC 2045 §6.8, XML Schema part 2 §3.2.16.
enum XMLBase64 {
    /// Nil for characters of another alphabet, wrong padding, or stray bits.
    static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count / 4 * 3)
        var (bits, count, padding): (UInt32, Int, Int) = (0, 0, 0)
        for byte in text {
            let digit = digits[Int(byte)]
            if digit == space { continue }
            if byte == UInt8(ascii: "=") { padding += 1 }
            guard digit < 64 && padding == 0 || byte == UInt8(ascii: "=") && padding <= 2 else { return nil }
            bits = bits << 6 | UInt32(padding == 0 ? digit : 0)
            count += 1
            guard count == 4 else { continue }
            octets.append(UInt8(truncatingIfNeeded: bits >> 16))
            if padding < 2 { octets.append(UInt8(truncatingIfNeeded: bits >> 8)) }
            if padding < 1 { octets.append(UInt8(truncatingIfNeeded: bits)) }
            (bits, count) = (0, 0)
        }
        return count == 0 ? octets : nil
    }

    private static let space: UInt8 = 64
    private static let foreign: UInt8 = 255
    private static let digits: [UInt8] = {
        var digits = [UInt8](repeating: foreign, count: 256)
        for byte in [0x20, 0x09, 0x0A, 0x0D] { digits[byte] = space }
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, character) in alphabet.utf8.enumerated() { digits[Int(character)] = UInt8(value) }
        return digits
    }()
}
