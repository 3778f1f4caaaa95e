/// An IPv4 or IPv6 address as bytes; an IPv4 address inside IPv6 (`::ffff:a.b.c.d`) is the IPv4 address. RFC 4291 §2.2.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    package let bytes: [UInt8]

    package init?(parsing text: some StringProtocol) {
        guard text.utf8.count <= 45, let bytes = text.contains(":") ? Self.six(text) : Self.four(text) else { return nil }
        self.init(bytes: bytes)
    }

    /// 4 or 16 bytes in network order.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        self.bytes = bytes.starts(with: mapped) ? Array(bytes[12...]) : bytes
    }

    package var isLoopback: Bool { bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1] }

    /// Dotted decimal, or eight groups without leading zeros; for logs and evidence, where one address has one spelling.
    package var description: String {
        guard bytes.count == 16 else { return bytes.map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        guard let zeros = Self.longestZeros(groups) else { return Self.text(groups[...]) }
        return Self.text(groups[..<zeros.lowerBound]) + "::" + Self.text(groups[zeros.upperBound...])
    }

    private static func text(_ groups: ArraySlice<UInt16>) -> String { groups.map { String($0, radix: 16) }.joined(separator: ":") }

    /// RFC 5952 §4.2.
    private static func longestZeros(_ groups: [UInt16]) -> Range<Int>? {
        var best: Range<Int>?
        var start = 0
        while start < groups.count {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > max(1, best?.count ?? 0) { best = start..<end }
            start = end + 1
        }
        return best
    }

    private static func four(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let numbers = parts.compactMap { part in
            // A leading zero means octal to some parsers, so it means nothing here.
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } && (part.count == 1 || part.first != "0") ? UInt8(part) : nil
        }
        return numbers.count == 4 ? numbers : nil
    }

    private static func six(_ text: some StringProtocol) -> [UInt8]? {
        let halves = separate(String(text))
        guard halves.count <= 2, let left = groups(halves[0], endsAddress: halves.count == 1) else { return nil }
        guard halves.count == 2 else { return left.count == 16 ? left : nil }
        guard let right = groups(halves[1], endsAddress: true), left.count + right.count <= 14 else { return nil }
        return left + [UInt8](repeating: 0, count: 16 - left.count - right.count) + right
    }

    /// The text before and after `::`.
    private static func separate(_ text: String) -> [Substring] {
        var halves: [Substring] = []
        var start = text.startIndex
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            if text[index] == ":", next < text.endIndex, text[next] == ":" {
                halves.append(text[start..<index])
                start = text.index(after: next)
                index = start
            } else {
                index = next
            }
        }
        return halves + [text[start...]]
    }

    /// - Parameter endsAddress: whether the last group may be a dotted IPv4 address.
    private static func groups(_ text: Substring, endsAddress: Bool) -> [UInt8]? {
        if text.isEmpty { return [] }
        var output: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if part.contains("."), endsAddress, index == parts.count - 1, let four = four(part) {
                output += four
            } else {
                guard (1...4).contains(part.utf8.count), part.allSatisfy({ $0.isASCII && $0.isHexDigit }),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                output += [UInt8(group >> 8), UInt8(group & 0xFF)]
            }
        }
        return output
    }
}

/// A block of addresses: `10.0.0.0/8`, `2001:db8::/32`, or one address. RFC 4632 §3.1.
package struct AddressBlock: Sendable, Hashable {
    private let prefix: [UInt8]
    private let length: Int

    /// nil when the text is no block, or when bits beyond the prefix are set: then nobody knows what was meant.
    package init?(parsing text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = IPAddress(parsing: parts[0]) else { return nil }
        let bits = address.bytes.count * 8
        guard let length = parts.count == 2 ? Int(parts[1]) : bits, (0...bits).contains(length) else { return nil }
        prefix = address.bytes
        self.length = length
        guard Self.masked(prefix, length) == prefix else { return nil }
    }

    package func contains(_ address: IPAddress) -> Bool {
        address.bytes.count == prefix.count && Self.masked(address.bytes, length) == prefix
    }

    private static func masked(_ bytes: [UInt8], _ length: Int) -> [UInt8] {
        bytes.enumerated().map { index, byte in
            let kept = min(8, max(0, length - index * 8))
            return byte & ~UInt8(truncatingIfNeeded: 0xFF >> kept)
        }
    }
}
