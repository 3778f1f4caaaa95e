package import Primitives

/// Time-based one-time codes: HMAC-SHA-1, steps of 30 s, six digits, as authenticator apps make them. RFC 6238 §4, RFC 4226 §5.3.
package struct TOTP: Sendable {
    /// Seconds in which one code is shown.
    package static let period: Int64 = 30
    package static let digits = 6
    /// Steps before and after the present one whose codes count: for clocks that differ, and for people who type slowly. RFC 6238 §5.2.
    private static let drift: Int64 = 1

    private let key: Secret

    package init(key: Secret) { self.key = key }

    /// - Parameter digits: 6 to 8; the vectors of RFC 6238 appendix B have eight.
    package func code(step: Int64, digits: Int = digits) -> [UInt8] {
        let counter = UInt64(bitPattern: step)
        let mac = HMAC.sha1(key: key.exposed, (0..<8).map { UInt8(truncatingIfNeeded: counter >> (56 - 8 * UInt64($0))) })
        let offset = Int(mac[19] & 0x0F)
        var value = mac[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        var code = [UInt8](repeating: 0, count: digits)
        for index in code.indices.reversed() {
            code[index] = UInt8(ascii: "0") + UInt8(value % 10)
            value /= 10
        }
        return code
    }

    package static func step(at now: Instant) -> Int64 { now.secondsSinceEpoch / period }

    /// The step whose code was typed; nil for a wrong code. Every acceptable code is compared, so that the time tells nothing.
    ///
    /// A code may be accepted once: the caller spends the step.
    package func step(of typed: [UInt8], at now: Instant) -> Int64? {
        let present = Self.step(at: now)
        var found: Int64?
        for step in (present - Self.drift)...(present + Self.drift) where constantTimeEqual(code(step: step), typed) { found = step }
        return found
    }
}
