package import Audit
package import Primitives

package protocol RefreshTokenStore: Sendable {
    /// One transaction. If `hash` was never exchanged and its authorization is neither revoked nor ended: marks it exchanged,
    /// stores the successor and the access token, notes that the session is in use unless the authorization is offline, writes `audit`.
    /// If it was exchanged at most `grace` seconds before `now` and its successor was not: stores the access token only
    /// (the successor is derived from its predecessor, so it is the same one) and writes `audit`.
    /// If it was exchanged otherwise: revokes the authorization and writes `replayAudit`.
    func rotate(
        _ hash: [UInt8], at now: Instant, grace: Int64, to successor: IssuedToken, access: IssuedToken, audit: AuditEvent,
        replayAudit: AuditEvent
    ) async throws -> Rotation

    /// One transaction, for clients whose refresh tokens stay the same (FAPI 2.0 §5.3.2.1). If the token is good and its authorization
    /// neither revoked nor ended: lets it live on until `token.expires`, stores the access token, notes that the session is in use
    /// unless the authorization is offline, and writes `audit`. Otherwise answers `.ended` and writes nothing.
    func renew(_ token: IssuedToken, at now: Instant, access: IssuedToken, audit: AuditEvent) async throws -> Rotation
}

package enum Rotation: Sendable, Equatable {
    case rotated
    /// The answer to the first exchange was lost; the same successor is given again.
    case repeated
    case replayed
    /// Revoked, expired, or its session or account ended.
    case ended
}
