/// The part of a network address that one household or machine cannot change at will: all of IPv4, the first 64 bits of IPv6.
struct NetworkBlock {
    /// The normal form of the block; the address itself when it is not one that can be read.
    let text: String

    init(of address: String) {
        guard address.utf8.contains(UInt8(ascii: ":")), let groups = Self.groups(address) else {
            text = address
            return
        }
        let isMapped = groups[0..<5].allSatisfy { $0 == 0 } && groups[5] == 0xFFFF
        text = isMapped ? Self.dotted(groups[6], groups[7]) : groups[0..<4].map { String($0, radix: 16) }.joined(separator: ":") + "::/64"
    }

    /// The eight groups of an IPv6 address. RFC 4291 §2.2; a zone (RFC 4007 §11) is not part of the address.
    private static func groups(_ address: String) -> [UInt16]? {
        var bytes = Array(address.utf8.prefix { $0 != UInt8(ascii: "%") })
        guard bytes.count <= 45, let tail = embedded(&bytes) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let gap = text.firstRange(of: "::") else {
            guard let all = parse(text[...]), all.count + tail.count == 8 else { return nil }
            return all + tail
        }
        guard let before = parse(text[..<gap.lowerBound]), let after = parse(text[gap.upperBound...]) else { return nil }
        let zeros = 8 - before.count - after.count - tail.count
        return zeros < 1 ? nil : before + [UInt16](repeating: 0, count: zeros) + after + tail
    }

    private static func parse(_ text: Substring) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups: [UInt16] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard 1...4 ~= part.utf8.count, let group = UInt16(part, radix: 16) else { return nil }
            groups.append(group)
        }
        return groups
    }

    /// Takes a dotted IPv4 address off the end: two groups, or none when there is no dot.
    private static func embedded(_ bytes: inout [UInt8]) -> [UInt16]? {
        guard bytes.contains(UInt8(ascii: ".")), let colon = bytes.lastIndex(of: UInt8(ascii: ":")) else { return [] }
        let octets = bytes[(colon + 1)...].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .compactMap { UInt8(String(decoding: $0, as: UTF8.self)) }
        guard octets.count == 4 else { return nil }
        let isGap = colon > 0 && bytes[colon - 1] == UInt8(ascii: ":")
        bytes = Array(bytes[..<(isGap ? colon + 1 : colon)])
        return [UInt16(octets[0]) << 8 | UInt16(octets[1]), UInt16(octets[2]) << 8 | UInt16(octets[3])]
    }

    private static func dotted(_ high: UInt16, _ low: UInt16) -> String { "\(high >> 8).\(high & 255).\(low >> 8).\(low & 255)" }
}
