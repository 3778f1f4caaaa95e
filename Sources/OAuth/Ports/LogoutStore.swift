package import Audit
package import Primitives

/// A relying party that got an ID token in a session and must hear of its end.
package struct SessionParticipant: Sendable, Equatable {
    package var session: ID<Session>
    package var client: ID<Client>
    /// The session's name for this client alone. OpenID Connect Back-Channel Logout §2.1, `sid`.
    package var sid: String
    /// The person's name for this client alone.
    package var subject: String

    package init(session: ID<Session>, client: ID<Client>, sid: String, subject: String) {
        self.session = session
        self.client = client
        self.sid = sid
        self.subject = subject
    }
}

/// One back-channel logout that is owed to a relying party.
package struct LogoutNotice: Sendable, Equatable {
    package enum State: String, Sendable {
        case due, confirmed
        /// Given up after the last attempt, or the client cannot be told.
        case undeliverable
    }

    package var id: ID<LogoutNotice>
    package var participant: SessionParticipant
    package var state: State
    package var attempts: Int
    package var nextAttempt: Instant
    package var created: Instant

    package init(id: ID<LogoutNotice>, participant: SessionParticipant, state: State, attempts: Int, nextAttempt: Instant, created: Instant)
    {
        self.id = id
        self.participant = participant
        self.state = state
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.created = created
    }
}

package protocol LogoutStore: Sendable {
    /// The relying parties of a session, in the order of their first sign-in.
    func participants(of session: ID<Session>) async throws -> [SessionParticipant]
    /// The session that a client knows as `sid`.
    func session(of client: ID<Client>, sid: String) async throws -> ID<Session>?
    /// Ends the session and, in the same transaction, stores one due notice for each participant and writes `audit` about the
    /// session's account, which the caller need not know.
    /// `.absent` when it had ended already. Every other path that ends a session (lock, replacement, expiry by an administrator)
    /// stores the notices the same way.
    func end(_ session: ID<Session>, at now: Instant, audit: AuditEvent) async throws -> Change
    /// The notices of a session, whatever their state.
    func notices(of session: ID<Session>) async throws -> [LogoutNotice]
    /// Due notices whose next attempt has come, the oldest of each client first, claimed until `claimedUntil` so that no two workers
    /// send one.
    /// - Parameters:
    ///   - session: nil claims those of every session.
    ///   - places: how many a client can be sent now. Clients without a place are passed over, so that one whose notices wait in their
    ///     thousands keeps nobody else waiting.
    func claimDue(
        of session: ID<Session>?, at now: Instant, claimedUntil: Instant, places: @escaping @Sendable (ID<Client>) -> Int
    ) async throws -> [LogoutNotice]
    func record(_ state: LogoutNotice.State, for id: ID<LogoutNotice>, attempts: Int, nextAttempt: Instant, audit: AuditEvent?) async throws
}
