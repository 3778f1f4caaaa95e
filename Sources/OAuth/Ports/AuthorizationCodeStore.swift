package import Audit
package import Primitives

/// An authorization code and what it stands for. RFC 6749 §4.1.
package struct AuthorizationCode: Sendable, Equatable {
    /// SHA-256 of the code.
    package var hash: [UInt8]
    package var authorization: Authorization
    package var redirectURI: String
    /// The S256 challenge; nil only for clients registered without PKCE. RFC 7636 §4.3.
    package var challenge: CodeChallenge?
    package var nonce: String?
    /// Thumbprint of the one key that may redeem it; nil when the request named none. RFC 9449 §10.
    package var proofKey: String?
    package var created: Instant
    package var expires: Instant
    /// When it was redeemed; nil until then.
    package var redeemed: Instant?

    package init(
        hash: [UInt8], authorization: Authorization, redirectURI: String, challenge: CodeChallenge?, nonce: String?,
        proofKey: String? = nil,
        created: Instant, expires: Instant, redeemed: Instant? = nil
    ) {
        self.hash = hash
        self.authorization = authorization
        self.redirectURI = redirectURI
        self.challenge = challenge
        self.nonce = nonce
        self.proofKey = proofKey
        self.created = created
        self.expires = expires
        self.redeemed = redeemed
    }
}

/// Where an authorization request is kept until it is answered; the answer takes it away.
package enum KeptRequest: Sendable, Equatable {
    /// SHA-256 of the name of a request that waits for its person.
    case pending([UInt8])
    /// SHA-256 of the name of a pushed request that needs no person.
    case pushed([UInt8])
}

package protocol AuthorizationCodeStore: Sendable {
    /// Stores a code. When it answers a request that is kept, that request is spent in the same transaction;
    /// `.absent`, and nothing stored, when it had been answered before.
    func insert(_ code: AuthorizationCode, answering kept: KeptRequest?, audit: AuditEvent) async throws -> Change
    func find(_ hash: [UInt8]) async throws -> AuthorizationCode?
    /// One conditional write: marks the code redeemed if it was not, has not expired, its session lives and its account is active
    /// (offline access begins with tokens: what was not fetched before the sign-out is not fetched after it); and in the same transaction stores the authorization (under its id), the tokens, the client's
    /// part in the session, and the audit event.
    /// When the code had been redeemed, revokes the authorization that it gave (RFC 6749 §4.1.2) and writes `replayAudit` instead.
    func redeem(
        _ code: AuthorizationCode, at now: Instant, issuing tokens: [IssuedToken], participant: SessionParticipant?, audit: AuditEvent,
        replayAudit: AuditEvent
    )
        async throws -> Redemption
}

package enum Redemption: Sendable, Equatable {
    case redeemed
    case alreadyRedeemed
    /// The session ended or the account was locked after the code was issued.
    case authorizationEnded
    case expired
}
