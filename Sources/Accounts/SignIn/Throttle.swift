package import Primitives

/// Whether a guess may be made now.
package enum ThrottleVerdict: Sendable, Equatable {
    case allowed
    case wait(seconds: Int64)
    /// Too many consecutive failures: no wait helps.
    case exhausted
}

/// The rules of slowing a guesser down: pure, over states that the caller reads and writes in one transaction.
///
/// An attempt is counted before its secret is looked at, and taken back when the secret was right: a thousand guesses
/// in parallel are a thousand counts.
package struct Throttle: Sendable {
    package let settings: ThrottleSettings

    package init(settings: ThrottleSettings = ThrottleSettings()) { self.settings = settings }

    /// Counts an attempt against a person and, unless the device is known, against the network address, or against neither.
    package func begin(_ counters: ThrottleCounters, _ states: inout [ThrottleState?], at now: Instant) -> ThrottleVerdict {
        var changed = states
        let verdict = attempt(&changed[0], lifetime: counters.person.account == nil ? settings.strangerMemory : nil, at: now)
        guard verdict == .allowed else { return verdict }
        if changed.count > 1 {
            let verdict = spend(&changed[1], at: now)
            guard verdict == .allowed else { return verdict }
        }
        states = changed
        return .allowed
    }

    /// Uncounts an attempt whose secret was not looked at.
    package static func takeBack(_ states: inout [ThrottleState?]) {
        for (index, state) in states.enumerated() {
            guard var state, state.count > 0 else { continue }
            state.count -= 1
            states[index] = state
        }
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
        state = ThrottleState(count: current.count + 1, time: current.time, expiry: current.expiry)
        return .allowed
    }
}
