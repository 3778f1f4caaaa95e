import Accounts
import Primitives
import Testing

@Suite struct ThrottleTests {
    static let start = Instant(secondsSinceEpoch: 1_790_000_000)
    static let key = [UInt8](repeating: 7, count: 32)
    let throttle = Throttle()

    static func stranger(_ address: String = "192.0.2.1") -> ThrottleCounters {
        ThrottleCounters(account: ID("a"), device: nil, address: address, key: key)
    }
    static let knownDevice = ThrottleCounters(account: ID("a"), device: [1, 2, 3], address: "192.0.2.1", key: key)

    @Test(
        arguments: [
            (0, 0), (1, 0), (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 960), (11, 1920), (12, 3600), (13, 3600),
            (99, 3600),
            (Int64.max, 3600),
        ] as [(Int64, Int64)])
    func `NIST SP 800-63B-4 §3.2.2 waits from 30 s to 1 h`(failures: Int64, seconds: Int64) {
        #expect(throttle.wait(after: failures) == seconds)
    }

    @Test func fourMistakesAreFree() {
        var states: [ThrottleState?] = [nil, nil]
        for _ in 0..<5 { #expect(throttle.begin(Self.stranger(), &states, at: Self.start).verdict == .allowed) }
        #expect(throttle.begin(Self.stranger(), &states, at: Self.start).verdict == .wait(seconds: 30))
        #expect(throttle.begin(Self.stranger(), &states, at: Self.start + 29).verdict == .wait(seconds: 1))
        #expect(throttle.begin(Self.stranger(), &states, at: Self.start + 30).verdict == .allowed)
        #expect(throttle.begin(Self.stranger(), &states, at: Self.start + 30).verdict == .wait(seconds: 60))
    }

    /// Asking while one has to wait neither counts nor prolongs the wait.
    @Test func aRefusedAttemptChangesNothing() {
        var states: [ThrottleState?] = [ThrottleState(count: 7, time: Self.start, expiry: nil), nil]
        for second in 0..<120 { #expect(throttle.begin(Self.stranger(), &states, at: Self.start + Int64(second)).verdict != .allowed) }
        #expect(states == [ThrottleState(count: 7, time: Self.start, expiry: nil, reported: Self.start), nil])
    }

    /// One line of history for each wait of a counter, however many guesses it refuses.
    @Test(
        arguments: [
            (5, [0, 1, 29], 1), (99, [0, 3599], 1), (100, [0, 1, 3599], 1), (100, [0, 3600, 3601, 7200], 3), (7, [119, 0, -60], 3),
        ] as [(Int64, [Int64], Int)])
    func aRefusalIsNewsOnceAWait(count: Int64, seconds: [Int64], news: Int) {
        var states: [ThrottleState?] = [ThrottleState(count: count, time: Self.start, expiry: nil), nil]
        let attempts = seconds.map { throttle.begin(Self.stranger(), &states, at: Self.start + $0) }
        #expect(attempts.allSatisfy { $0.verdict != .allowed })
        #expect(attempts.count { $0.isNews } == news)
    }

    @Test func theNextWaitIsNewsAgain() {
        var states: [ThrottleState?] = [ThrottleState(count: 5, time: Self.start, expiry: nil), nil]
        let news = [0, 1, 30, 31, 32].map { throttle.begin(Self.stranger(), &states, at: Self.start + $0).isNews }
        #expect(news == [true, false, false, true, false], "the third was let through")
    }

    @Test func anAddressWithoutBudgetIsNewsOnceAWindow() {
        var states: [ThrottleState?] = [nil, ThrottleState(count: 300, time: Self.start, expiry: nil)]
        let news = [0, 1, 599].map { throttle.begin(Self.stranger(), &states, at: Self.start + $0).isNews }
        #expect(news == [true, false, false])
        #expect(states[0] == nil)
    }

    @Test func oneHundredConsecutiveFailuresAreTheEnd() {
        var states: [ThrottleState?] = [nil, nil]
        var now = Self.start
        for _ in 0..<100 {
            #expect(throttle.begin(Self.stranger(), &states, at: now).verdict == .allowed)
            now = now + 3600
        }
        #expect(throttle.begin(Self.stranger(), &states, at: now + 365 * 86_400).verdict == .exhausted)
    }

    @Test func aGuesserNeverLocksAKnownDeviceOut() {
        let exhausted = ThrottleState(count: 100, time: Self.start, expiry: nil)
        #expect(Self.knownDevice.person != Self.stranger().person)
        #expect(Self.knownDevice.address == nil)
        var strangers: [ThrottleState?] = [exhausted, nil]
        var own: [ThrottleState?] = [nil]
        #expect(throttle.begin(Self.stranger(), &strangers, at: Self.start).verdict == .exhausted)
        #expect(throttle.begin(Self.knownDevice, &own, at: Self.start).verdict == .allowed)
    }

    @Test func anAddressHasABudget() {
        var address: ThrottleState?
        for _ in 0..<300 {
            var states: [ThrottleState?] = [nil, address]
            #expect(throttle.begin(Self.stranger(), &states, at: Self.start).verdict == .allowed)
            address = states[1]
        }
        var states: [ThrottleState?] = [nil, address]
        #expect(throttle.begin(Self.stranger(), &states, at: Self.start + 599).verdict == .wait(seconds: 1))
        #expect(states[0] == nil, "an attempt that the address may not make is not held against the person")
        #expect(throttle.begin(Self.stranger(), &states, at: Self.start + 600).verdict == .allowed)
        #expect(states[1]?.count == 1)
    }

    @Test func aClockSetBackDoesNotProlongAWait() {
        var states: [ThrottleState?] = [ThrottleState(count: 5, time: Self.start, expiry: nil), nil]
        #expect(throttle.begin(Self.stranger(), &states, at: Self.start - 86_400).verdict == .wait(seconds: 30))
    }

    @Test func aClockSetBackOpensANewAddressWindow() {
        var states: [ThrottleState?] = [nil, ThrottleState(count: 300, time: Self.start, expiry: nil)]
        #expect(throttle.begin(Self.stranger(), &states, at: Self.start - 86_400).verdict == .allowed)
    }

    /// A person who was turned away because the machine was busy has neither tried nor waits any longer.
    @Test(
        arguments: [
            [nil, nil], [ThrottleState(count: 5, time: start - 3600, expiry: nil, reported: start - 3590), nil],
            [nil, ThrottleState(count: 7, time: start - 10, expiry: start + 590)],
        ] as [[ThrottleState?]])
    func takingBackRestoresWhatWas(before: [ThrottleState?]) {
        var states = before
        let attempt = throttle.begin(Self.stranger(), &states, at: Self.start)
        #expect(states != before)
        Throttle.takeBack(attempt, from: &states)
        #expect(states == before)
    }

    @Test func takingBackLeavesOthersCounted() {
        var states: [ThrottleState?] = [nil, nil]
        let first = throttle.begin(Self.stranger(), &states, at: Self.start)
        _ = throttle.begin(Self.stranger(), &states, at: Self.start + 1)
        Throttle.takeBack(first, from: &states)
        #expect(states.map { $0?.count } == [1, 1])
        #expect(states[0]?.time == Self.start + 1)
        states = [nil, ThrottleState(count: 0, time: Self.start, expiry: nil)]
        Throttle.takeBack(first, from: &states)
        #expect(states.map { $0?.count } == [nil, 0], "cleared meanwhile")
    }

    @Test func countersNameNobody() {
        let stranger = ThrottleCounters(stranger: "001099012345", address: "192.0.2.1", key: Self.key)
        #expect(!stranger.keys.contains { $0.text.contains("001099012345") || $0.text.contains("192.0.2.1") })
        #expect(stranger.person.account == nil)
        #expect(Self.stranger().person.account == ID("a"))
    }

    @Test(arguments: [
        ("001099012345", " 001.099.012-345", true), ("Lan@Example.vn", "lan@example.VN ", true), ("0912345678", "+84912345678", true),
        ("nobody", "NOBODY", true), ("e\u{301}", "\u{E9}", true), ("0912345678", "0912345679", false), ("a", "b", false),
    ])
    func `One stranger has one counter, however they are spelled`(a: String, b: String, same: Bool) {
        let a = ThrottleCounters(stranger: a, address: "x", key: Self.key), b = ThrottleCounters(stranger: b, address: "y", key: Self.key)
        #expect((a.person == b.person) == same)
    }

    @Test(arguments: [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::9", true), ("2001:DB8:1:2::", "2001:db8:0001:0002:ffff::", true),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", false), ("::ffff:192.0.2.1", "192.0.2.1", true), ("::ffff:c000:201", "192.0.2.1", true),
        ("192.0.2.1", "192.0.2.2", false), ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false), ("fe80::1%eth0", "fe80::2", true),
        ("::1", "::2", true),
        ("garbage:", "garbage:x", false), ("1:2:3:4:5:6:7:8:9", "1:2:3:4::", false), ("::ffff:1.2.3.999", "::ffff:1.2.3.998", false),
    ])
    func `An IPv6 network counts as one address`(a: String, b: String, same: Bool) {
        #expect((Self.stranger(a).address == Self.stranger(b).address) == same)
    }

    /// Random attempts at random times, right and wrong: whatever happens, no hundred failures in a row are allowed in less
    /// time than the waits demand, and a success always begins anew.
    @Test(arguments: 0..<50)
    func `Property: the waits hold under any sequence`(seed: UInt64) {
        var chance = Chance(state: seed)
        var states: [ThrottleState?] = [nil, nil]
        var now = Self.start
        var failures: Int64 = 0
        var earliest = Self.start
        for _ in 0..<2_000 {
            now = now + Int64(chance.next() % 400)
            let verdict = throttle.begin(Self.stranger("\(now.secondsSinceEpoch)"), &states, at: now).verdict
            states[1] = nil
            guard failures < 100 else {
                #expect(verdict == .exhausted)
                continue
            }
            #expect((verdict == .allowed) == (now >= earliest))
            guard verdict == .allowed else { continue }
            failures = chance.next() % 50 == 0 ? 0 : failures + 1
            if failures == 0 { states[0] = nil }
            earliest = now + throttle.wait(after: failures)
        }
    }
}

/// Repeatable chance for property tests: SplitMix64.
struct Chance {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
