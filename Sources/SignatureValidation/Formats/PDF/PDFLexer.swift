/// Cuts bytes into tokens, and never looks past its end. ISO 32000-2 §7.2.
struct PDFLexer {
    let bytes: [UInt8]
    var position: Int
    let end: Int

    init(_ bytes: [UInt8], from position: Int = 0, to end: Int? = nil) {
        self.bytes = bytes
        self.end = min(end ?? bytes.count, bytes.count)
        self.position = max(0, min(position, self.end))
    }

    mutating func next() throws(DocumentRejection) -> PDFToken {
        skipWhiteSpace()
        guard position < end else { return .end }
        switch bytes[position] {
        case UInt8(ascii: "/"): return .name(try name())
        case UInt8(ascii: "("): return .string(try literalString())
        case UInt8(ascii: "<"): return try opening()
        case UInt8(ascii: ">"): return try closing()
        case UInt8(ascii: "["): return single(.arrayOpen)
        case UInt8(ascii: "]"): return single(.arrayClose)
        case UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "}"): throw .malformed("PDF delimiter out of place")
        default: return try regular()
        }
    }

    /// Comments count as white space.
    mutating func skipWhiteSpace() {
        while position < end {
            if PDFCharacter.isWhiteSpace(bytes[position]) {
                position += 1
            } else if bytes[position] == UInt8(ascii: "%") {
                while position < end, bytes[position] != 10, bytes[position] != 13 { position += 1 }
            } else {
                return
            }
        }
    }

    /// Whether the text stands here; then it is passed.
    mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= end else { return false }
        let matches = unsafe UnsafeBufferPointer(start: text.utf8Start, count: count).elementsEqual(bytes[position..<position + count])
        if matches { position += count }
        return matches
    }

    private mutating func single(_ token: PDFToken) -> PDFToken {
        position += 1
        return token
    }

    private mutating func opening() throws(DocumentRejection) -> PDFToken {
        guard position + 1 < end, bytes[position + 1] == UInt8(ascii: "<") else { return .string(try hexString()) }
        position += 2
        return .dictionaryOpen
    }

    private mutating func closing() throws(DocumentRejection) -> PDFToken {
        guard position + 1 < end, bytes[position + 1] == UInt8(ascii: ">") else { throw .malformed("PDF delimiter out of place") }
        position += 2
        return .dictionaryClose
    }

    /// ISO 32000-2 §7.3.5.
    private mutating func name() throws(DocumentRejection) -> String {
        position += 1
        let start = position
        while position < end, PDFCharacter.isRegular(bytes[position]), bytes[position] < 0x80, bytes[position] != UInt8(ascii: "#") {
            position += 1
        }
        // Nearly every name is plain ASCII.
        if position == end || !PDFCharacter.isRegular(bytes[position]) { return String(decoding: bytes[start..<position], as: UTF8.self) }
        position = start
        var scalars = String.UnicodeScalarView()
        while position < end, PDFCharacter.isRegular(bytes[position]) {
            var byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "#"), position + 1 < end, let high = PDFCharacter.hexDigit(bytes[position]),
                let low = PDFCharacter.hexDigit(bytes[position + 1])
            {
                byte = high << 4 | low
                position += 2
            }
            scalars.append(Unicode.Scalar(byte))
        }
        return String(scalars)
    }

    /// ISO 32000-2 §7.3.4.3. A last digit alone has a zero after it.
    private mutating func hexString() throws(DocumentRejection) -> [UInt8] {
        position += 1
        var string: [UInt8] = []
        var pending: UInt8?
        while position < end {
            let byte = bytes[position]
            position += 1
            if let digit = PDFCharacter.hexDigit(byte) {
                if let high = pending { string.append(high << 4 | digit) }
                pending = pending == nil ? digit : nil
            } else if byte == UInt8(ascii: ">") {
                if let high = pending { string.append(high << 4) }
                return string
            } else if !PDFCharacter.isWhiteSpace(byte) {
                throw .malformed("PDF hexadecimal string")
            }
        }
        throw .malformed("PDF string without end")
    }

    /// ISO 32000-2 §7.3.4.2.
    private mutating func literalString() throws(DocumentRejection) -> [UInt8] {
        position += 1
        var string: [UInt8] = []
        var open = 1
        while position < end {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\\"):
                if let escaped = escaped() { string.append(escaped) }
                continue
            case UInt8(ascii: "("): open += 1
            case UInt8(ascii: ")"): open -= 1
            case 13:
                if position < end, bytes[position] == 10 { position += 1 }
                string.append(10)
                continue
            default: break
            }
            if open == 0 { return string }
            string.append(byte)
        }
        throw .malformed("PDF string without end")
    }

    /// The byte behind a reverse solidus; nil for the end of a line, which is left out.
    private mutating func escaped() -> UInt8? {
        guard position < end else { return nil }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "n"): return 10
        case UInt8(ascii: "r"): return 13
        case UInt8(ascii: "t"): return 9
        case UInt8(ascii: "b"): return 8
        case UInt8(ascii: "f"): return 12
        case 10: return nil
        case 13:
            if position < end, bytes[position] == 10 { position += 1 }
            return nil
        case 0x30...0x37: return octal(from: byte)
        default: return byte
        }
    }

    private mutating func octal(from first: UInt8) -> UInt8 {
        var value = Int(first - 0x30)
        for _ in 0..<2 {
            guard position < end, (0x30...0x37).contains(bytes[position]) else { break }
            value = value * 8 + Int(bytes[position] - 0x30)
            position += 1
        }
        return UInt8(truncatingIfNeeded: value)
    }

    private mutating func regular() throws(DocumentRejection) -> PDFToken {
        let start = position
        while position < end, PDFCharacter.isRegular(bytes[position]) { position += 1 }
        guard position - start <= 128 else { throw .malformed("PDF keyword too long") }
        switch bytes[start] {
        case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): return try number(start..<position)
        default: return .keyword(String(decoding: bytes[start..<position], as: UTF8.self))
        }
    }

    /// ISO 32000-2 §7.3.3.
    private func number(_ range: Range<Int>) throws(DocumentRejection) -> PDFToken {
        var isNegative = false
        var value = 0
        var scale: Double?
        for index in range {
            switch bytes[index] {
            case 0x30...0x39:
                let (tenfold, overflowed) = value.multipliedReportingOverflow(by: 10)
                let (sum, exceeded) = tenfold.addingReportingOverflow(Int(bytes[index] - 0x30))
                // Digits behind the point that no number holds are left out.
                if overflowed || exceeded {
                    if scale != nil { continue }
                    throw .malformed("PDF number")
                }
                value = sum
                scale = scale.map { $0 * 10 }
            case UInt8(ascii: ".") where scale == nil: scale = 1
            case UInt8(ascii: "-") where index == range.lowerBound: isNegative = true
            case UInt8(ascii: "+") where index == range.lowerBound: break
            default: throw .malformed("PDF number")
            }
        }
        guard let scale else { return .integer(isNegative ? -value : value) }
        return .real((isNegative ? -1 : 1) * Double(value) / scale)
    }
}
