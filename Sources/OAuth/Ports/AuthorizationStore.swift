package import Audit
package import Primitives

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
    /// For an authorization that is there already, its tokens are added to it.
    func insert(standing issuance: Issuance) async throws
    /// One conditional write for each source: `.ended`, and nothing stored, unless every one of these access tokens is live. What is stored
    /// is revoked together with any of them, and with what it came from.
    func insert(_ issuance: Issuance, derivedFrom sources: [[UInt8]]) async throws -> Derivation
    /// One conditional write: the identifier of an assertion is used once.
    func insert(_ issuance: Issuance, spending identifier: [UInt8], until expires: Instant) async throws -> AssertionUse
}

package enum Derivation: Sendable, Equatable { case inserted, ended }

/// What became of an assertion that was presented.
package enum AssertionUse: Sendable, Equatable {
    case inserted, repeated
    /// The account is locked, or is gone.
    case accountUnavailable
}
