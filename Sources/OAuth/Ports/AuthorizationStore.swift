package import Audit
internal import Primitives

/// An authorization and the tokens that it gives at its beginning: stored together, or not at all.
package struct Issuance: Sendable {
    package var authorization: Authorization
    package var tokens: [IssuedToken]
    /// The client's part in the session, where it must hear of the session's end.
    package var participant: SessionParticipant?
    package var audit: AuditEvent

    package init(authorization: Authorization, tokens: [IssuedToken], participant: SessionParticipant? = nil, audit: AuditEvent) {
        self.authorization = authorization
        self.tokens = tokens
        self.participant = participant
        self.audit = audit
    }
}

/// Authorizations that no code led to. Each method is one transaction that includes the audit event.
package protocol AuthorizationStore: Sendable {
    func insert(_ issuance: Issuance) async throws
}
