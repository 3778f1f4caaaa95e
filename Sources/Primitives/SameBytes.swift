extension String {
    /// Whether two texts are the same bytes. `==` takes canonically equivalent texts for equal, which identifiers are not.
    package func isSame(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        let (a, b) = (utf8Span.span, other.utf8Span.span)
        for index in a.indices where a[index] != b[index] { return false }
        return true
    }

    /// The text of bytes that are UTF-8 without a flaw; nil for others. For spans, of which the general initializer makes a detour.
    package init?(strictUTF8 bytes: Span<UInt8>) {
        guard let text = try? UTF8Span(validating: bytes) else { return nil }
        self.init(copying: text)
    }

    /// The parts between the bytes that are `separator`, which is ASCII; empty ones are left out.
    package func split(at separator: Unicode.Scalar) -> [String] {
        utf8.split(separator: UInt8(ascii: separator)).map { String(Substring($0)) }
    }
}
