package import Audit
package import Primitives

/// What dynamic registration keeps: the rights to register, and who may change what was registered. RFC 7591, RFC 7592.
///
/// Each method is one transaction that includes its audit event. Tokens are known by their SHA-256 alone.
package protocol RegistrationStore: Sendable {
    func insert(_ token: InitialAccessToken, audit: AuditEvent) async throws
    /// A token that can still be used.
    func find(initialAccessToken hash: [UInt8], at now: Instant) async throws -> InitialAccessToken?
    /// Ends every initial access token of an agency; answers how many there were.
    func revokeInitialAccessTokens(of agency: ID<Agency>, audit: AuditEvent) async throws -> Int
    /// Stores a client that whoever holds the token of `registrationAccess` may change, and spends one use of `initialAccess`.
    func register(
        _ client: ClientRegistration, registrationAccess: [UInt8], initialAccess: [UInt8]?, at now: Instant, audit: AuditEvent
    ) async throws -> Registering
    /// The client, if this is its registration access token.
    func find(_ client: ID<Client>, registrationAccess: [UInt8]) async throws -> ClientRegistration?
    func update(_ client: ClientRegistration, registrationAccess: [UInt8], audit: AuditEvent) async throws -> Change
    /// Removes the client with everything that it was given.
    func remove(_ client: ID<Client>, registrationAccess: [UInt8], audit: AuditEvent) async throws -> Change
}

package enum Registering: Sendable, Equatable {
    case registered
    /// The identifier is taken.
    case duplicate
    /// The initial access token was used up or has expired since it was looked at.
    case initialAccessTokenSpent
}
