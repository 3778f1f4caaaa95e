/// Reads values of ASN.1 one after the other. DER, or BER where it is asked for. X.690 §8, §10.
///
/// Nothing is copied and nothing calls itself: a value is opened by the caller, who has a budget of depth for it.
package struct DERReader: Sendable {
    package enum Rules: Sendable {
        /// One spelling of each length.
        case der
        /// Lengths may be longer than need be or indefinite, and strings cut into parts.
        case ber
    }

    package private(set) var rest: ArraySlice<UInt8>
    package let rules: Rules
    /// How many levels may still be opened.
    let depth: Int

    package static let defaultDepth = 64
    /// How many values one value of indefinite length, or one string in parts, may have: 50 MB in parts of a thousand bytes are half of
    /// it, while as many values as fit in there would cost seconds.
    package static let maximumParts = 100_000

    package init(_ bytes: ArraySlice<UInt8>, rules: Rules = .der, depth: Int = Self.defaultDepth) {
        rest = bytes
        self.rules = rules
        self.depth = depth
    }

    package init(_ bytes: [UInt8], rules: Rules = .der, depth: Int = Self.defaultDepth) {
        self.init(bytes[...], rules: rules, depth: depth)
    }

    /// The one value that the bytes are, with nothing behind it.
    package static func whole(_ bytes: ArraySlice<UInt8>, rules: Rules = .der) throws(DERError) -> DERValue {
        var reader = DERReader(bytes, rules: rules)
        let value = try reader.next()
        try reader.end()
        return value
    }

    package var isAtEnd: Bool { rest.isEmpty }

    /// Demands that nothing is left.
    package func end() throws(DERError) { guard rest.isEmpty else { throw .malformed } }

    /// The tag of the next value; nil at the end.
    package var nextTag: DERTag? { rest.first.map(DERTag.init) }

    package mutating func next() throws(DERError) -> DERValue {
        let header = try Header(of: rest, rules: rules)
        let body = rest[(rest.startIndex + header.count)...]
        let contentCount: Int
        if let length = header.length {
            guard length <= body.count else { throw .malformed }
            contentCount = length
        } else {
            contentCount = try Self.contentCount(ofIndefinite: body, depth: depth)
        }
        let end = body.startIndex + contentCount + (header.length == nil ? 2 : 0)
        let value = DERValue(
            tag: header.tag, encoding: rest[rest.startIndex..<end], contents: body.prefix(contentCount),
            hasIndefiniteLength: header.length == nil, rules: rules, depth: depth)
        rest = rest[end...]
        return value
    }

    package mutating func next(_ tag: DERTag) throws(DERError) -> DERValue {
        guard nextTag == tag else { throw .malformed }
        return try next()
    }

    /// The next value if it has this tag.
    package mutating func next(ifTagged tag: DERTag) throws(DERError) -> DERValue? { nextTag == tag ? try next() : nil }

    /// How many bytes there are before the end marker that belongs to the value which begins before `body`.
    ///
    /// Values of definite length are passed over whole, so that this is linear and needs a counter alone.
    private static func contentCount(ofIndefinite body: ArraySlice<UInt8>, depth: Int) throws(DERError) -> Int {
        var rest = body
        var open = 1
        for _ in 0..<2 * maximumParts {
            if rest.starts(with: [0, 0]) {
                open -= 1
                if open == 0 { return rest.startIndex - body.startIndex }
                rest = rest.dropFirst(2)
                continue
            }
            let header = try Header(of: rest, rules: .ber)
            rest = rest.dropFirst(header.count)
            guard let length = header.length else {
                open += 1
                guard open <= depth else { throw .tooDeep }
                continue
            }
            guard length <= rest.count else { throw .malformed }
            rest = rest.dropFirst(length)
        }
        throw .tooMany
    }

    /// Tag and length.
    private struct Header {
        let tag: DERTag
        /// Bytes of the header itself.
        let count: Int
        /// Nil: indefinite.
        let length: Int?

        init(of bytes: ArraySlice<UInt8>, rules: Rules) throws(DERError) {
            guard let first = bytes.first else { throw .malformed }
            tag = DERTag(first)
            var position = bytes.startIndex + 1
            if first & 0x1F == 0x1F { position = try Self.endOfLongTag(bytes, from: position) }
            guard position < bytes.endIndex else { throw .malformed }
            let initial = bytes[position]
            position += 1
            if initial < 0x80 {
                length = Int(initial)
            } else if initial == 0x80 {
                guard rules == .ber, tag.isConstructed else { throw .malformed }
                length = nil
            } else {
                let octets = bytes[position...].prefix(Int(initial & 0x7F))
                length = try Self.length(octets, expected: Int(initial & 0x7F), rules: rules)
                position += octets.count
            }
            count = position - bytes.startIndex
        }

        /// Numbers above 30, of which none is asked for here: at most four octets. X.690 §8.1.2.4.
        private static func endOfLongTag(_ bytes: ArraySlice<UInt8>, from start: Int) throws(DERError) -> Int {
            let octets = bytes[start...].prefix(4)
            guard let last = octets.firstIndex(where: { $0 < 0x80 }), octets.first != 0x80 else { throw .malformed }
            return last + 1
        }

        private static func length(_ octets: ArraySlice<UInt8>, expected: Int, rules: Rules) throws(DERError) -> Int {
            guard octets.count == expected else { throw .malformed }
            let digits = octets.drop { $0 == 0 }
            guard digits.count <= 7 else { throw .malformed }
            let length = digits.reduce(0) { $0 << 8 | Int($1) }
            guard rules == .ber || (digits.count == octets.count && length >= 0x80) else { throw .malformed }
            return length
        }
    }
}
