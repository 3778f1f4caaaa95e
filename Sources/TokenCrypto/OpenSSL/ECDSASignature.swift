/// The two spellings of an ECDSA signature: `r || s` in tokens (RFC 7518 §3.4), DER in the library (RFC 3279 §2.2.3).
enum ECDSASignature {
    static func der(raw: [UInt8], coordinateByteCount: Int) -> [UInt8]? {
        guard raw.count == 2 * coordinateByteCount else { return nil }
        let body = integer(raw[..<coordinateByteCount]) + integer(raw[coordinateByteCount...])
        // Two integers of up to 49 bytes: the short form of the length always suffices.
        return [0x30, UInt8(body.count)] + body
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var digits = Array(bytes.drop { $0 == 0 })
        if digits.isEmpty || digits[0] >= 0x80 { digits.insert(0, at: 0) }
        return [0x02, UInt8(digits.count)] + digits
    }

    /// - Parameter der: as the library makes it; nil when it is anything else.
    static func raw(der: [UInt8], coordinateByteCount: Int) -> [UInt8]? {
        guard der.count >= 2, der[0] == 0x30, Int(der[1]) == der.count - 2 else { return nil }
        var rest = der[2...]
        guard let r = padded(&rest, count: coordinateByteCount), let s = padded(&rest, count: coordinateByteCount), rest.isEmpty else {
            return nil
        }
        return r + s
    }

    private static func padded(_ rest: inout ArraySlice<UInt8>, count: Int) -> [UInt8]? {
        guard rest.popFirst() == 0x02, let length = rest.popFirst(), rest.count >= Int(length) else { return nil }
        let digits = rest.prefix(Int(length)).drop { $0 == 0 }
        rest = rest.dropFirst(Int(length))
        guard digits.count <= count else { return nil }
        return [UInt8](repeating: 0, count: count - digits.count) + digits
    }
}
