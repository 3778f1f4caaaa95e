package import Primitives

/// Whether a guess may be made now.
package enum ThrottleVerdict: Sendable, Equatable {
    case allowed
    case wait(seconds: Int64)
    /// Too many consecutive failures: no wait helps.
    case exhausted
}

/// What an attempt met with, and what it did to its counters.
package struct ThrottledAttempt: Sendable, Equatable {
    package let verdict: ThrottleVerdict
    package let before: [ThrottleState?]
    package let after: [ThrottleState?]

    /// Whether a refusal is to be written to history. A refused attempt changes nothing but that it was reported: the others
    /// of the same wait leave no trace, or a flood of guesses would be a flood of records.
    package var isNews: Bool { verdict != .allowed && before != after }
}

/// The rules of slowing a guesser down: pure, over states that the caller reads and writes in one transaction.
///
/// An attempt is counted before its secret is looked at, and taken back when the secret was right: a thousand guesses
/// in parallel are a thousand counts.
package struct Throttle: Sendable {
    package let settings: ThrottleSettings

    package init(settings: ThrottleSettings = ThrottleSettings()) { self.settings = settings }

    /// Counts an attempt against a person and, unless the device is known, against the network address, or against neither.
    package func begin(_ counters: ThrottleCounters, _ states: inout [ThrottleState?], at now: Instant) -> ThrottledAttempt {
        let before = states
        var changed = states
        var verdict = attempt(&changed[0], lifetime: counters.person.account == nil ? settings.strangerMemory : nil, at: now)
        var refusing = 0
        if verdict == .allowed, changed.count > 1 {
            verdict = spend(&changed[1], at: now)
            refusing = 1
        }
        if verdict == .allowed { states = changed } else { report(&states[refusing], at: now) }
        return ThrottledAttempt(verdict: verdict, before: before, after: states)
    }

    /// Uncounts an attempt whose secret was not looked at: all is as it was before, unless others were counted meanwhile.
    package static func takeBack(_ attempt: ThrottledAttempt, from states: inout [ThrottleState?]) {
        for index in states.indices {
            if states[index] == attempt.after[index] {
                states[index] = attempt.before[index]
            } else if let count = states[index]?.count, count > 0 {
                states[index]?.count = count - 1
            }
        }
    }

    /// No wait is longer than `longestWait`, so each is reported once; where no wait helps, once in as long.
    private func report(_ state: inout ThrottleState?, at now: Instant) {
        if let reported = state?.reported, 0..<settings.longestWait ~= now.seconds(since: reported) { return }
        state?.reported = now
    }

    /// Seconds to wait after so many consecutive failures.
    package func wait(after failures: Int64) -> Int64 {
        guard failures > settings.freeFailures else { return 0 }
        let doublings = failures - settings.freeFailures - 1
        guard doublings < 32 else { return settings.longestWait }
        return min(settings.longestWait, settings.firstWait << doublings)
    }

    private func attempt(_ state: inout ThrottleState?, lifetime: Int64?, at now: Instant) -> ThrottleVerdict {
        let failures = state?.count ?? 0
        guard failures < settings.maximumFailures else { return .exhausted }
        // A clock that was set back must not prolong a wait beyond its own length.
        let elapsed = state.map { max(0, now.seconds(since: $0.time)) } ?? 0
        let remaining = wait(after: failures) - elapsed
        guard remaining <= 0 else { return .wait(seconds: remaining) }
        state = ThrottleState(count: failures + 1, time: now, expiry: lifetime.map { now + $0 })
        return .allowed
    }

    private func spend(_ state: inout ThrottleState?, at now: Instant) -> ThrottleVerdict {
        let window = settings.addressWindow
        let current = state.flatMap { 0..<window ~= now.seconds(since: $0.time) ? $0 : nil }
        guard let current else {
            state = ThrottleState(count: 1, time: now, expiry: now + window)
            return .allowed
        }
        guard current.count < settings.addressBudget else { return .wait(seconds: window - now.seconds(since: current.time)) }
        state = ThrottleState(count: current.count + 1, time: current.time, expiry: current.expiry, reported: current.reported)
        return .allowed
    }
}
