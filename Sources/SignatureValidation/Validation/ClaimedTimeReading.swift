internal import Primitives

/// How a claimed time stands to one that is known. It proves nothing; it can only contradict.
enum ClaimedTimeReading: Equatable {
    case plausible
    /// Later by exactly the seven hours that Vietnam is ahead of UTC: local time that was written down as UTC, as many programs do.
    case local
    case later

    private static let vietnam: Int64 = 7 * 3_600

    init(_ claimed: ClaimedTime, against known: Instant, tolerance: Int64) {
        let ahead = claimed.instant.seconds(since: known)
        if ahead <= tolerance {
            self = .plausible
        } else {
            // A time without a zone is local as a matter of course.
            let isLocal = claimed.hasZone ? abs(ahead - Self.vietnam) <= tolerance : ahead <= Self.vietnam + tolerance
            self = isLocal ? .local : .later
        }
    }
}
