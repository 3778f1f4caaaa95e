/// The classes of characters. ISO 32000-2 §7.2.3.
enum PDFCharacter {
    /// By byte: 0 regular, 1 white space, 2 delimiter.
    static let classes: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 256)
        for byte in [0, 9, 10, 12, 13, 32] { table[byte] = 1 }
        for byte in "()<>[]{}/%".utf8 { table[Int(byte)] = 2 }
        return table
    }()

    static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte <= 32 && (byte == 32 || byte == 10 || byte == 13 || byte == 9 || byte == 0 || byte == 12)
    }
    static func isRegular(_ byte: UInt8) -> Bool { classes[Int(byte)] == 0 }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
