/// An object identifier, kept as the contents of its encoding. X.690 §8.19.
package struct OID: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let contents: [UInt8]

    /// Nil unless every component is complete, begins without a padding octet and fits in 56 bits.
    package init?(contents: ArraySlice<UInt8>) {
        guard !contents.isEmpty, contents.count <= 64, contents.last.map({ $0 < 0x80 }) == true else { return nil }
        var octets = 0
        for octet in contents {
            if octets == 0, octet == 0x80 { return nil }
            octets = octet < 0x80 ? 0 : octets + 1
            guard octets < 8 else { return nil }
        }
        self.contents = Array(contents)
    }

    /// The dotted form.
    package init?(_ dotted: String) {
        let components = dotted.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { UInt64(Substring($0)) }
        guard components.count >= 2, components.allSatisfy({ $0.map { $0 < 1 << 55 } == true }) else { return nil }
        let numbers = components.compactMap { $0 }
        guard numbers[0] <= 2, numbers[0] == 2 || numbers[1] < 40 else { return nil }
        contents = Self.base128(numbers[0] * 40 + numbers[1]) + numbers.dropFirst(2).flatMap(Self.base128)
    }

    /// Only for identifiers that are written in the source.
    package init(stringLiteral value: StaticString) {
        guard let identifier = OID(value.description) else { preconditionFailure("not an object identifier: \(value)") }
        self = identifier
    }

    package var description: String {
        var components: [UInt64] = []
        var value: UInt64 = 0
        for octet in contents {
            value = value << 7 | UInt64(octet & 0x7F)
            if octet < 0x80 {
                components.append(value)
                value = 0
            }
        }
        let first = min(components[0] / 40, 2)
        return ([first, components[0] - first * 40] + components.dropFirst()).map(String.init).joined(separator: ".")
    }

    private static func base128(_ value: UInt64) -> [UInt8] {
        var octets = [UInt8(value & 0x7F)]
        var rest = value >> 7
        while rest > 0 {
            octets.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return octets.reversed()
    }
}
