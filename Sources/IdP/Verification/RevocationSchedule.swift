internal import Primitives

/// When an address of revocation data is called next.
struct RevocationSchedule {
    private(set) var failures = 0
    private(set) var next: Instant

    /// Authorities publish a list early when they have revoked somebody: nobody should wait longer for it than this.
    private static let longestPause: Int64 = 6 * 3_600
    private static let shortestPause: Int64 = 60
    /// Seconds after the first failure, the second and so on; the last for as long as it lasts.
    private static let pauses: [Int64] = [5, 15, 60, 300, 900, 3_600]

    /// Of an address that was not called since the start: at once, unless what it gave is still young.
    /// - Parameter chance: of 0 to 255, different for each address: a hundred of them are not called in the same second.
    init(_ evidence: RevocationRecord.Evidence?, chance: UInt8, now: Instant) {
        next = evidence.map { min(Self.after($0, chance), now + Self.longestPause) } ?? now
    }

    mutating func succeed(_ evidence: RevocationRecord.Evidence, chance: UInt8) {
        failures = 0
        next = Self.after(evidence, chance)
    }

    mutating func fail(at now: Instant, chance: UInt8) {
        let pause = Self.pauses[min(failures, Self.pauses.count - 1)]
        failures += 1
        next = now + pause + pause * Int64(chance) / 1_024
    }

    /// Halfway to the end of what is held, so that failures leave time to try again; sooner by up to a tenth.
    private static func after(_ evidence: RevocationRecord.Evidence, _ chance: UInt8) -> Instant {
        let left = evidence.nextUpdate?.seconds(since: evidence.fetched) ?? longestPause * 2
        let pause = min(max(left / 2, shortestPause), longestPause)
        return evidence.fetched + pause - pause * Int64(chance) / 2_560
    }
}
