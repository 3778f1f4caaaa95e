internal import Audit
internal import OAuth
internal import Primitives
internal import Synchronization

/// Authorization codes, of which this process keeps those that it has just stored: nearly every code is redeemed within a second, and
/// reading it back would cost as much as storing it did.
///
/// What is remembered serves to make the tokens. Whether they may be given is decided by the store's conditional write alone.
final class RecentCodes: AuthorizationCodeStore {
    /// Bounds the memory that codes which nobody redeems can take.
    private static let capacity = 4_096

    private let store: any AuthorizationCodeStore
    private let codes = Mutex<[[UInt8]: AuthorizationCode]>([:])

    init(_ store: any AuthorizationCodeStore) { self.store = store }

    func insert(_ code: AuthorizationCode, answering kept: KeptRequest?, audit: AuditEvent) async throws -> Change {
        let change = try await store.insert(code, answering: kept, audit: audit)
        guard change == .changed else { return change }
        codes.withLock { codes in
            if codes.count >= Self.capacity { codes.removeAll(keepingCapacity: true) }
            codes[code.hash] = code
        }
        return change
    }

    /// Once from memory; who comes again is shown what the store has.
    func find(_ hash: [UInt8]) async throws -> AuthorizationCode? {
        if let code = codes.withLock({ $0.removeValue(forKey: hash) }) { return code }
        return try await store.find(hash)
    }

    func redeem(
        _ code: AuthorizationCode, at now: Instant, issuing tokens: [IssuedToken], participant: SessionParticipant?, audit: AuditEvent,
        replayAudit: AuditEvent
    ) async throws -> Redemption {
        try await store.redeem(code, at: now, issuing: tokens, participant: participant, audit: audit, replayAudit: replayAudit)
    }
}
