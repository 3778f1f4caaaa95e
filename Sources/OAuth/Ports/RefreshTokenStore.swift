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
}

package enum Rotation: Sendable, Equatable {
    case rotated
    /// The answer to the first exchange was lost; the same successor is given again.
    case repeated
    case replayed
    /// Revoked, expired, or its session or account ended.
    case ended
}
