import Primitives
import Testing

@testable import IdP

/// When revocation data is fetched again.
@Suite struct RevocationScheduleTests {
    static let now = Instant(secondsSinceEpoch: 1_795_000_000)

    private static func evidence(lasting seconds: Int64?) -> RevocationRecord.Evidence {
        .init(fetched: now, thisUpdate: now - 60, nextUpdate: seconds.map { now + $0 }, byteCount: 100)
    }

    private static func pause(_ seconds: Int64?, chance: UInt8 = 0) -> Int64 {
        RevocationSchedule(evidence(lasting: seconds), chance: chance, now: now).next.seconds(since: now)
    }

    @Test func `What was never had is fetched at once`() {
        #expect(RevocationSchedule(nil, chance: 255, now: Self.now).next == Self.now)
    }

    @Test func `What is held is fetched anew long before it ends`() {
        #expect(Self.pause(2 * 3_600) == 3_600)
        #expect(Self.pause(30 * 86_400) == 6 * 3_600, "a revocation is known within hours, however long a list is meant to last")
        #expect(Self.pause(nil) == 6 * 3_600)
        #expect(Self.pause(10) == 60, "a list that lasts seconds makes nobody call more than once a minute")
    }

    @Test(arguments: [UInt8(0), 1, 128, 255]) func `Chance brings calls forward by a tenth at most`(chance: UInt8) {
        #expect((3_240...3_600).contains(Self.pause(2 * 3_600, chance: chance)))
    }

    @Test func `A clock that was set back does not put off the next call for ever`() {
        let late = RevocationSchedule(Self.evidence(lasting: 86_400), chance: 0, now: Self.now - 1_000_000)
        #expect(late.next <= Self.now - 1_000_000 + 6 * 3_600)
    }

    @Test func `A host that is down is called less and less, and soon again once it is up`() {
        var schedule = RevocationSchedule(nil, chance: 0, now: Self.now)
        var pauses: [Int64] = []
        for _ in 0..<8 {
            schedule.fail(at: Self.now, chance: 0)
            pauses.append(schedule.next.seconds(since: Self.now))
        }
        #expect(pauses == [5, 15, 60, 300, 900, 3_600, 3_600, 3_600])
        schedule.fail(at: Self.now, chance: 255)
        #expect((3_600...4_500).contains(schedule.next.seconds(since: Self.now)))
        schedule.succeed(Self.evidence(lasting: 7_200), chance: 0)
        #expect(schedule.failures == 0 && schedule.next == Self.now + 3_600)
    }
}
