package import Audit
package import Primitives

/// What is kept of a token that was given out: its hash, never the token.
package struct IssuedToken: Sendable, Equatable {
    package enum Kind: String, Sendable { case access, refresh }

    /// SHA-256 of the token's text.
    package var hash: [UInt8]
    package var kind: Kind
    package var authorization: ID<Authorization>
    package var issued: Instant
    package var expires: Instant
    /// The key whose holder alone may use it; nil for a bearer token.
    package var confirmation: Confirmation?
    /// What an access token says that does not carry it; nil for one that does.
    package var content: JSON.Object?
    /// Where the token's state is published, if it is.
    package var status: StatusPlace?

    package init(
        hash: [UInt8], kind: Kind, authorization: ID<Authorization>, issued: Instant, expires: Instant, confirmation: Confirmation? = nil,
        content: JSON.Object? = nil, status: StatusPlace? = nil
    ) {
        self.hash = hash
        self.kind = kind
        self.authorization = authorization
        self.issued = issued
        self.expires = expires
        self.confirmation = confirmation
        self.content = content
        self.status = status
    }
}

/// A stored token with everything that decides whether it still counts, read in one snapshot.
package struct TokenState: Sendable, Equatable {
    package var token: IssuedToken
    package var authorization: Authorization
    /// The token itself or its whole authorization was revoked.
    package var revoked: Bool
    /// The account exists and is active; false as well where there is no person.
    package var accountActive: Bool
    /// The session has not ended and has not expired; false as well where there is none.
    package var sessionActive: Bool
    /// For a refresh token: when it was exchanged; nil while it is the last of its family.
    package var exchanged: Instant?
    /// For an exchanged refresh token: its successor was exchanged too.
    package var successorExchanged: Bool

    package init(
        token: IssuedToken, authorization: Authorization, revoked: Bool, accountActive: Bool, sessionActive: Bool, exchanged: Instant?,
        successorExchanged: Bool
    ) {
        self.token = token
        self.authorization = authorization
        self.revoked = revoked
        self.accountActive = accountActive
        self.sessionActive = sessionActive
        self.exchanged = exchanged
        self.successorExchanged = successorExchanged
    }

    /// Whether the token is good at `now`; says nothing about who may use it.
    package func isLive(at now: Instant) -> Bool { !revoked && now < token.expires && authorizationLives }

    /// Tokens end with their session unless `offline_access` was granted.
    package var authorizationLives: Bool {
        switch authorization.grantor {
        case .signedIn: accountActive && (sessionActive || authorization.isOffline)
        case .asserted: accountActive
        case .client: true
        }
    }
}

package protocol TokenStore: Sendable {
    /// `now` decides whether the session has expired.
    func find(_ hash: [UInt8], at now: Instant) async throws -> TokenState?
    /// Revokes one access token. RFC 7009 §2.1.
    func revoke(_ hash: [UInt8], audit: AuditEvent) async throws
    /// Revokes an authorization with every token under it.
    func revoke(_ authorization: ID<Authorization>, audit: AuditEvent) async throws
}
