package import Audit

/// Where attempts are counted. Counters are shared by all instances, and survive them.
package protocol ThrottleStore: Sendable {
    /// Reads the counters of `keys`, lets `change` decide, and writes what it left, in one transaction that no other
    /// change of these counters interleaves with. `states` has one element per key, in order; nil is no row, before and
    /// after. The rule stays in the core, the atomicity here. A driver may call `change` again when it has to retry.
    /// - Parameter audit: what the outcome gives to write down in the same transaction, if anything.
    func change<Outcome: Sendable>(
        _ keys: [ThrottleKey], audit: @Sendable @escaping (Outcome) -> AuditEvent?,
        _ change: @Sendable @escaping (_ states: inout [ThrottleState?]) -> Outcome
    ) async throws -> Outcome

    /// Writes down an attempt that was refused, which changes nothing but history.
    func record(_ refusal: AuditEvent) async throws
}

extension ThrottleStore {
    package func change<Outcome: Sendable>(
        _ keys: [ThrottleKey], _ change: @Sendable @escaping (_ states: inout [ThrottleState?]) -> Outcome
    ) async throws -> Outcome {
        try await self.change(keys, audit: { _ in nil }, change)
    }
}
