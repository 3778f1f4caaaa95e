import Primitives
import RelyingParty
import Testing
import TokenCrypto

@Suite struct LogoutTokenTests {
    static func verify(_ claims: JSON.Object, type: String? = "logout+jwt") throws -> LogoutToken {
        let key = try Sample.key()
        return try LogoutToken(
            verifying: try JWT.sign(claims, type: type, key: key), keys: JWKSet(keys: [key.publicKey]), check: Sample.check())
    }

    @Test func `Back-Channel Logout §2.4 an honest token names session and person`() throws {
        let token = try Self.verify(Sample.logoutTokenClaims)
        #expect(token.sessionID == "session-1")
        #expect(token.subject == "pairwise-1")
    }

    @Test(arguments: [
        (Change("a nonce", "nonce", "n"), Rejection(.logoutNonceForbidden)),
        (Change("a null nonce", "nonce", .null), Rejection(.logoutNonceForbidden)),
        (Change("no events", "events", nil), Rejection(.claimMissing)),
        (Change("another event", "events", ["http://schemas.openid.net/event/other": [:]]), Rejection(.logoutEventMissing)),
        (
            Change("an event that is no object", "events", ["http://schemas.openid.net/event/backchannel-logout": true]),
            Rejection(.logoutEventMissing)
        ),
        (Change("events as text", "events", "http://schemas.openid.net/event/backchannel-logout"), Rejection(.logoutEventMissing)),
        (Change("another client", "aud", "hanoi"), Rejection(.audienceMismatch)),
        (Change("another issuer", "iss", "https://evil.example"), Rejection(.issuerMismatch)),
        (Change("expired", "exp", JSON(Sample.now - 60)), Rejection(.tokenExpired)),
        (Change("no expiry", "exp", nil), Rejection(.claimMissing)),
        (Change("a day of validity", "exp", JSON(Sample.now + 86400)), Rejection(.lifetimeTooLong)),
        (Change("issued in the future", "iat", JSON(Sample.now + 61)), Rejection(.issuedInFuture)),
        (Change("no jti", "jti", nil), Rejection(.claimMissing)),
        (Change("an empty jti", "jti", ""), Rejection(.parameterMalformed, "jti")),
    ])
    func `Back-Channel Logout §2.6 each bent claim is refused by name`(change: Change, rejection: Rejection) {
        #expect(throws: rejection) { try Self.verify(change.applied(to: Sample.logoutTokenClaims)) }
    }

    @Test(arguments: ["JWT", "at+jwt", nil])
    func `Back-Channel Logout §2.6 an ID token does not log anybody out`(type: String?) {
        #expect(throws: Rejection(.typeMismatch)) { try Self.verify(Sample.logoutTokenClaims, type: type) }
    }

    @Test func `Back-Channel Logout §2.4 either sid or sub is enough, neither is not`() throws {
        let withoutSession = Change("", "sid", nil).applied(to: Sample.logoutTokenClaims)
        #expect(try Self.verify(withoutSession).sessionID == nil)
        #expect(try Self.verify(Change("", "sub", nil).applied(to: Sample.logoutTokenClaims)).subject == nil)
        #expect(throws: Rejection(.logoutSubjectAndSessionMissing)) { try Self.verify(Change("", "sub", nil).applied(to: withoutSession)) }
    }

    @Test func `Back-Channel Logout §2.6 a replayed token is refused until it has expired`() async throws {
        let (cache, token) = (ReplayCache(), try Self.verify(Sample.logoutTokenClaims))
        try await cache.record(token, now: Sample.now)
        await #expect(throws: Rejection(.logoutTokenReplayed)) { try await cache.record(token, now: Sample.now) }
        // Two minutes of validity and a minute of leeway: in the last second it would still be believed.
        await #expect(throws: Rejection(.logoutTokenReplayed)) { try await cache.record(token, now: Sample.now + 180) }
    }

    @Test func `a full memory refuses rather than forgets`() async throws {
        let cache = ReplayCache(capacity: 2)
        for number in 1...2 {
            try await cache.record(
                try Self.verify(Change("", "jti", .string("l\(number)")).applied(to: Sample.logoutTokenClaims)), now: Sample.now)
        }
        let third = try Self.verify(Change("", "jti", "l3").applied(to: Sample.logoutTokenClaims))
        await #expect(throws: Rejection(.replayCacheFull)) { try await cache.record(third, now: Sample.now) }
        try await cache.record(third, now: Sample.now + 200)
    }
}
