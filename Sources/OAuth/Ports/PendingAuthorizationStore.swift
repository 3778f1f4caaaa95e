package import Audit
package import Primitives

/// An authorization request that waits for its person, frozen under an opaque id. Its parameters are never read again from a browser.
package struct PendingAuthorization: Sendable, Equatable {
    /// SHA-256 of the opaque id.
    package var hash: [UInt8]
    /// SHA-256 of the value in the cookie of the browser that began it: nobody else can continue it.
    package var browserHash: [UInt8]
    /// The request's parameters, as `Parameters.json` gives them.
    package var parameters: JSON.Object
    /// The name of the pushed request that it continues, which is spent together with it. RFC 9126 §4.
    package var pushed: [UInt8]?
    /// The session that was started by signing in for this very request; `prompt=login` is met by nothing else.
    package var authenticatedSession: ID<Session>?
    /// The session whose person answered the consent page of this very request.
    package var consentedSession: ID<Session>?
    package var created: Instant
    package var expires: Instant

    package init(
        hash: [UInt8], browserHash: [UInt8], parameters: JSON.Object, pushed: [UInt8]? = nil,
        authenticatedSession: ID<Session>? = nil, consentedSession: ID<Session>? = nil, created: Instant, expires: Instant
    ) {
        self.hash = hash
        self.browserHash = browserHash
        self.parameters = parameters
        self.pushed = pushed
        self.authenticatedSession = authenticatedSession
        self.consentedSession = consentedSession
        self.created = created
        self.expires = expires
    }
}

package protocol PendingAuthorizationStore: Sendable {
    func insert(_ pending: PendingAuthorization) async throws
    /// Nil when it is unknown or was answered. Expiry is the caller's to judge.
    func find(_ hash: [UInt8]) async throws -> PendingAuthorization?
    func recordAuthentication(_ session: ID<Session>, for hash: [UInt8]) async throws
    func recordConsent(in session: ID<Session>, for hash: [UInt8]) async throws
    /// Removes it, and spends the pushed request that it continues, because its person declined; writes `audit` in the same transaction; `.absent`, and nothing written, when it was
    /// answered already, so that one request is answered once.
    func remove(_ hash: [UInt8], audit: AuditEvent) async throws -> Change
}
