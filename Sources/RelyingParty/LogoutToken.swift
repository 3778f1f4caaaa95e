package import Primitives
package import TokenCrypto

/// A proven order of the provider to end sessions. OpenID Connect Back-Channel Logout 1.0 §2.4.
public struct LogoutToken: Sendable, Equatable {
    /// The session to end; nil ends all sessions of `subject`.
    public let sessionID: String?
    public let subject: String?
    package let tokenID: String
    package let expires: Instant
}

extension LogoutToken {
    private static let event = "http://schemas.openid.net/event/backchannel-logout"
    /// The standard recommends two minutes; more than a quarter of an hour would only serve a replay.
    private static let maximumLifetime: Int64 = 900

    /// All checks of Back-Channel Logout 1.0 §2.6 but the replay of `jti`, which needs a memory.
    package init(verifying text: String, keys: JWKSet, check: TokenCheck) throws(Rejection) {
        let token = try check.verify(
            text, keys: keys, types: ["logout+jwt"], exactAudience: true, required: ["iss", "aud", "iat", "exp", "jti", "events"],
            maximumLifetime: Self.maximumLifetime)
        let claims = token.claims
        guard claims["events"]?[Self.event]?.object != nil else { throw Rejection(.logoutEventMissing) }
        guard claims["nonce"] == nil else { throw Rejection(.logoutNonceForbidden) }
        let sessionID = claims["sid"]?.string
        let subject = claims["sub"]?.string
        guard sessionID != nil || subject != nil else { throw Rejection(.logoutSubjectAndSessionMissing) }
        guard let tokenID = claims["jti"]?.string, !tokenID.isEmpty, tokenID.utf8.count <= 255, let expires = claims["exp"]?.instant else {
            throw Rejection(.parameterMalformed, "jti")
        }
        self.init(sessionID: sessionID, subject: subject, tokenID: tokenID, expires: expires + check.leeway)
    }
}

/// The logout tokens that were already obeyed, until they expire. Back-Channel Logout 1.0 §2.6, 8.
package actor ReplayCache {
    private var expiries: [[UInt8]: Instant] = [:]
    private let capacity: Int

    package init(capacity: Int = 100_000) { self.capacity = capacity }

    /// Takes note of a token, once.
    package func record(_ token: LogoutToken, now: Instant) throws(Rejection) {
        let key = Array(token.tokenID.utf8)
        if let expiry = expiries[key], now <= expiry { throw Rejection(.logoutTokenReplayed) }
        if expiries.count >= capacity { expiries = expiries.filter { now <= $0.value } }
        guard expiries.count < capacity else { throw Rejection(.replayCacheFull) }
        expiries[key] = token.expires
    }
}
