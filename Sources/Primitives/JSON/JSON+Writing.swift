extension JSON {
    /// The compact text of this value as UTF-8.
    package var bytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(512)
        write(into: &output)
        return output
    }

    /// The compact text of this value.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package func write(into output: inout [UInt8]) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): output.append(contentsOf: String(value).utf8)
        case .real(let value): output.append(contentsOf: String(value).utf8)
        case .string(let value): Self.write(value, into: &output)
        case .array(let elements): Self.write(elements, into: &output)
        case .object(let object): object.write(into: &output)
        }
    }

    private static func write(_ elements: [JSON], into output: inout [UInt8]) {
        output.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            element.write(into: &output)
        }
        output.append(UInt8(ascii: "]"))
    }

    fileprivate static func write(_ text: String, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        if needsEscape(text) { writeEscaped(text, into: &output) } else { output.append(contentsOf: text.utf8) }
        output.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ text: String) -> Bool {
        let bytes = text.utf8Span.span
        var found: UInt8 = 0
        // Without a way out of the loop, the compiler looks at many bytes at once.
        for index in bytes.indices {
            let byte = bytes[index]
            found |= (byte < 0x20 ? 1 : 0) | (byte == 0x7F ? 1 : 0) | (byte == 0x22 ? 1 : 0) | (byte == 0x5C ? 1 : 0)
        }
        return found != 0
    }

    private static func writeEscaped(_ text: String, into output: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output.append(UInt8(ascii: "\\"))
                output.append(byte)
            case 0x0A: output.append(contentsOf: "\\n".utf8)
            case 0x0D: output.append(contentsOf: "\\r".utf8)
            case 0x09: output.append(contentsOf: "\\t".utf8)
            case 0..<0x20, 0x7F:
                output.append(contentsOf: "\\u00".utf8)
                output.append(hexadecimalDigits[Int(byte >> 4)])
                output.append(hexadecimalDigits[Int(byte & 15)])
            default: output.append(byte)
            }
        }
    }

    private static let hexadecimalDigits = Array("0123456789abcdef".utf8)
}

extension JSON.Object {
    package var bytes: [UInt8] { JSON.object(self).bytes }
    package var text: String { JSON.object(self).text }

    fileprivate func write(into output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            JSON.write(member.name, into: &output)
            output.append(UInt8(ascii: ":"))
            member.value.write(into: &output)
        }
        output.append(UInt8(ascii: "}"))
    }
}
