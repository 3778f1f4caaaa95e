internal import Primitives
internal import Synchronization

/// Slows down who guesses client secrets: after some failures of one client from one address, each further failure doubles the wait.
///
/// Kept in memory, per address: secrets have 128 bits and more, so this protects the log and the processor rather than the
/// secret, and a stranger's failures never keep out the portal itself.
package final class ClientThrottle: Sendable {
    package struct Key: Hashable, Sendable {
        let client: ID<Client>
        let address: String
    }

    private struct Failures {
        var count = 0
        var waitUntil = Instant(secondsSinceEpoch: 0)
    }

    /// A portal under development fails often; a guesser must feel it before the hundredth try (NIST SP 800-63B-4 §3.2.2).
    private static let freeFailures = 60
    private static let longestWait: Int64 = 60
    /// Bounds the memory that a flood of invented client identifiers can take.
    private static let capacity = 10_000

    private let failures = Mutex<[Key: Failures]>([:])

    package init() {}

    func admits(_ key: Key, at now: Instant) -> Bool { failures.withLock { ($0[key]?.waitUntil ?? now) <= now } }

    func recordSuccess(_ key: Key) { failures.withLock { _ = $0.isEmpty ? nil : $0.removeValue(forKey: key) } }

    func recordFailure(_ key: Key, at now: Instant) {
        failures.withLock { table in
            if table.count >= Self.capacity { table = table.filter { $0.value.waitUntil > now } }
            if table.count >= Self.capacity { table.removeAll() }
            var entry = table[key] ?? Failures()
            entry.count += 1
            if entry.count >= Self.freeFailures {
                entry.waitUntil = now + min(Self.longestWait, 1 << Int64(min(entry.count - Self.freeFailures, 6)))
            }
            table[key] = entry
        }
    }
}
