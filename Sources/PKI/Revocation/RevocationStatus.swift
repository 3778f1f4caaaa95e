package import Primitives

/// The status of a certificate at a moment, and the statement that it rests on. ETSI EN 319 102-1 §5.2.6, §5.6.2.1.
package enum RevocationStatus: Sendable, Equatable {
    case good(RevocationStatement)
    /// Since then, whenever that is: whether it was before or after the moment is told apart by `revoked(at:)` of the statement.
    case revoked(at: Instant, RevocationReason, RevocationStatement)
    case suspended(since: Instant, RevocationStatement)
    /// There is evidence, but none that is fresh enough; the newest. REVOCATION_OUT_OF_BOUNDS_NO_POE, TRY_LATER.
    case outOfBounds(RevocationStatement)
    /// Nobody says anything that may be believed. TRY_LATER.
    case missing
}

/// How old a statement may be.
package struct RevocationFreshness: Sendable, Equatable {
    /// Clocks differ by as much.
    package var skew: Int64 = 300
    /// Seconds from a statement to the moment that it is used for; nil: until its own `nextUpdate`.
    package var maximumAge: Int64?
    /// For a statement that names no end of its own.
    package var ageWithoutNextUpdate: Int64 = 86_400

    package init() {}

    /// Whether the statement was to be relied on at `instant`: made after it, or not yet out of date then.
    package func isFresh(_ statement: RevocationStatement, at instant: Instant) -> Bool {
        if statement.thisUpdate >= instant { return true }
        if let maximumAge { return instant <= statement.thisUpdate + maximumAge + skew }
        return instant <= (statement.nextUpdate ?? statement.thisUpdate + ageWithoutNextUpdate) + skew
    }
}
