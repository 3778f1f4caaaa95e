package import Audit
package import Primitives

/// Where sessions are kept. Each method is one transaction, with its audit events in it.
///
/// Ending a session, by whichever method, is always the same: its refresh tokens end (but for those with
/// `offline_access`), and the portals that it was used at are queued for a logout token, in the same transaction.
package protocol SessionStore: Sendable {
    /// The session of a cookie, if it has not been ended and its account is active. Time limits are the caller's to check.
    func find(secretHash: [UInt8]) async throws -> SessionRecord?

    /// The sessions of an account that have not been ended, the last seen first.
    func list(of account: ID<Account>) async throws -> [SessionRecord]

    /// Everything that a sign-in writes, together; false, and nothing written, when the account is not active any more or has
    /// another password hash than the one that the password was compared with.
    func start(_ start: SessionStart) async throws -> Bool

    /// Replaces the session of this `id` whose secret is still `secretHash`: a person proved again, or more, who they
    /// are. False when the session has ended, has another secret by now, or its account is not active any more.
    func renew(_ session: SessionRecord, from secretHash: [UInt8], success: ThrottleSuccess, audit: AuditEvent) async throws -> Bool

    /// Everything that a further proof writes, together: spends the proof, gives the session its new secret and level, registers the
    /// device, and settles the counters. Nothing is written unless the outcome is `.raised`.
    func raise(_ raise: SessionRaise) async throws -> SessionRaising

    /// Notes that the session is in use; never moves the time backwards. Not a change of state that is audited.
    func touch(_ id: ID<Session>, at time: Instant) async throws

    /// False when it had been ended before; then nothing is written.
    func end(_ id: ID<Session>, at time: Instant, audit: AuditEvent) async throws -> Bool

    /// Ends all sessions of an account but one, with one event each that names its session, and answers which they were.
    func endAll(
        of account: ID<Account>, except kept: ID<Session>?, at time: Instant, audit: @Sendable @escaping (ID<Session>) -> AuditEvent
    ) async throws -> [ID<Session>]
}

/// A sign-in that succeeded, as it is to be written down.
package struct SessionStart: Sendable {
    package var session: SessionRecord
    /// What the password was compared with: a sign-in that began before the password was changed opens nothing after it.
    package var passwordHash: Secret
    /// The session that this browser had before, which the new one ends; its event is the second of `audit`.
    package var ending: ID<Session>?
    /// Registered, or its `lastUsed` renewed when it is there already.
    package var device: KnownDeviceRecord
    package var success: ThrottleSuccess
    /// `session.started`, and `session.ended` when there is an `ending`, which is left out when that one had ended before.
    package var audit: [AuditEvent]

    package init(
        session: SessionRecord, passwordHash: Secret, ending: ID<Session>?, device: KnownDeviceRecord, success: ThrottleSuccess,
        audit: [AuditEvent]
    ) {
        self.session = session
        self.passwordHash = passwordHash
        self.ending = ending
        self.device = device
        self.success = success
        self.audit = audit
    }
}

/// A further proof of a session's person, as it is to be written down.
package struct SessionRaise: Sendable {
    /// As it is afterwards.
    package var session: SessionRecord
    /// Of the secret that it had.
    package var formerSecretHash: [UInt8]
    /// What the session's person had to prove, and what is spent by it.
    package var proof: FactorProof
    /// Registered, or its `lastUsed` renewed when it is there already; it has proven more from now on.
    package var device: KnownDeviceRecord
    package var success: ThrottleSuccess
    package var audit: AuditEvent

    package init(
        session: SessionRecord, formerSecretHash: [UInt8], proof: FactorProof, device: KnownDeviceRecord, success: ThrottleSuccess,
        audit: AuditEvent
    ) {
        self.session = session
        self.formerSecretHash = formerSecretHash
        self.proof = proof
        self.device = device
        self.success = success
        self.audit = audit
    }
}

/// What became of a further proof.
package enum SessionRaising: Sendable, Equatable {
    case raised
    /// The session has ended or has another secret by now, its account is not active, or has another seed.
    case ended
    /// The proof was spent before.
    case spent
}

/// What a success does to counters: it ends the row of failures, and takes back its own attempt where all are counted.
package struct ThrottleSuccess: Sendable, Equatable {
    /// Removed.
    package var cleared: [ThrottleKey]
    /// Lowered by one, not below zero.
    package var returned: [ThrottleKey]

    package init(cleared: [ThrottleKey], returned: [ThrottleKey]) {
        self.cleared = cleared
        self.returned = returned
    }
}
