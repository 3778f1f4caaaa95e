/// A moment in whole seconds since 1970-01-01T00:00:00Z.
///
/// - SeeAlso: RFC 7519 §2, `NumericDate`.
package struct Instant: Sendable, Hashable, Comparable {
    package let secondsSinceEpoch: Int64

    package init(secondsSinceEpoch: Int64) { self.secondsSinceEpoch = secondsSinceEpoch }

    package static func < (a: Self, b: Self) -> Bool { a.secondsSinceEpoch < b.secondsSinceEpoch }

    /// Saturates instead of trapping: the operand may come from a token.
    package static func + (a: Self, seconds: Int64) -> Self {
        let (sum, overflow) = a.secondsSinceEpoch.addingReportingOverflow(seconds)
        return Self(secondsSinceEpoch: overflow ? (seconds < 0 ? .min : .max) : sum)
    }

    package static func - (a: Self, seconds: Int64) -> Self { a + (seconds == .min ? .max : -seconds) }

    /// Seconds from `earlier` to this moment; negative when this moment is the earlier one.
    package func seconds(since earlier: Instant) -> Int64 {
        let (difference, overflow) = secondsSinceEpoch.subtractingReportingOverflow(earlier.secondsSinceEpoch)
        return overflow ? (secondsSinceEpoch < earlier.secondsSinceEpoch ? .min : .max) : difference
    }
}
