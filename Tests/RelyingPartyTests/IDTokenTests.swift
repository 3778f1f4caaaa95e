import Primitives
import RelyingParty
import Testing
import TokenCrypto

@Suite struct IDTokenTests {
    static let expectations = IDTokenExpectations(
        check: Sample.check(), nonce: .exactly("nonce-1"), accessToken: Sample.accessToken, minimumLevel: .loa2, maximumAge: 60)

    static func verify(
        _ claims: JSON.Object, type: String? = "JWT", signedBy key: SigningKey? = nil, known: SigningKey? = nil,
        _ expected: IDTokenExpectations = expectations
    ) throws -> IDToken {
        let key = try key ?? Sample.key()
        let text = try JWT.sign(claims, type: type, key: key)
        return try IDToken(verifying: text, keys: JWKSet(keys: [(known ?? key).publicKey]), expected)
    }

    @Test func `an honest token tells who, how and when`() throws {
        let token = try Self.verify(Sample.idTokenClaims)
        #expect(token.subject == "pairwise-1")
        #expect(token.sessionID == "session-1")
        #expect(token.level == .loa2)
        #expect(token.authenticationTime == (Sample.now - 30).secondsSinceEpoch)
        #expect(token.methods == ["pwd", "otp"])
    }

    @Test(arguments: [
        // OpenID Connect Core 1.0 §3.1.3.7
        (Change("another issuer", "iss", "https://id.example.vn/"), Rejection(.issuerMismatch)),
        (Change("no issuer", "iss", nil), Rejection(.claimMissing)),
        (Change("another client", "aud", "hanoi"), Rejection(.audienceMismatch)),
        (Change("a stranger beside us", "aud", ["moj", "stranger"]), Rejection(.audienceMismatch)),
        (Change("an empty audience", "aud", []), Rejection(.audienceMismatch)),
        (Change("a foreign azp", "azp", "hanoi"), Rejection(.authorizedPartyMismatch)),
        (Change("an azp of another type", "azp", 7), Rejection(.authorizedPartyMismatch)),
        (Change("expired beyond the leeway", "exp", JSON(Sample.now - 60)), Rejection(.tokenExpired)),
        (Change("no expiry", "exp", nil), Rejection(.claimMissing)),
        (Change("an expiry that is no number", "exp", "tomorrow"), Rejection(.claimMalformed)),
        (Change("issued in the future", "iat", JSON(Sample.now + 61)), Rejection(.issuedInFuture)),
        (Change("no iat", "iat", nil), Rejection(.claimMissing)),
        (Change("not valid yet", "nbf", JSON(Sample.now + 61)), Rejection(.tokenNotYetValid)),
        (Change("another nonce", "nonce", "nonce-2"), Rejection(.nonceMismatch)),
        (Change("no nonce", "nonce", nil), Rejection(.nonceMissing)),
        (Change("another access token", "at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), Rejection(.accessTokenHashMismatch)),
        (Change("an at_hash of another type", "at_hash", 1), Rejection(.accessTokenHashMismatch)),
        (Change("a lower level", "acr", "LoA1"), Rejection(.levelTooLow, "LoA2")),
        (Change("an unknown level", "acr", "LoA9"), Rejection(.levelTooLow, "LoA2")),
        (Change("a level in other case", "acr", "loa4"), Rejection(.levelTooLow, "LoA2")),
        (Change("no level", "acr", nil), Rejection(.levelTooLow, "LoA2")),
        (Change("no auth_time", "auth_time", nil), Rejection(.authenticationTimeMissing)),
        (Change("signed in too long ago", "auth_time", JSON(Sample.now - 121)), Rejection(.authenticationTooOld)),
        (Change("no subject", "sub", nil), Rejection(.claimMissing)),
        (Change("an empty subject", "sub", ""), Rejection(.subjectMalformed)),
        (Change("a subject of another type", "sub", 1), Rejection(.subjectMalformed)),
        (Change("a subject of 256 bytes", "sub", .string(String(repeating: "s", count: 256))), Rejection(.subjectMalformed)),
        (Change("a subject outside ASCII", "sub", "Nguyễn"), Rejection(.subjectMalformed)),
    ])
    func `§3.1.3.7 each bent claim is refused by name`(change: Change, rejection: Rejection) throws {
        #expect(throws: rejection) { try Self.verify(change.applied(to: Sample.idTokenClaims)) }
    }

    @Test(arguments: [
        Change("a higher level", "acr", "LoA4"), Change("our own azp", "azp", "moj"), Change("one audience in an array", "aud", ["moj"]),
        Change("no at_hash in the code flow", "at_hash", nil), Change("expired within the leeway", "exp", JSON(Sample.now - 59)),
        Change("a time with a fraction", "exp", .real(1_795_000_300.5)), Change("no session", "sid", nil),
    ])
    func `what the standard allows is accepted`(change: Change) throws {
        #expect(try Self.verify(change.applied(to: Sample.idTokenClaims)).subject == "pairwise-1")
    }

    @Test(arguments: ["at+jwt", "logout+jwt", "application/at+jwt", "JWS"])
    func `another kind of token does not pass for an ID token`(type: String) {
        #expect(throws: Rejection(.idTokenTypeWrong)) { try Self.verify(Sample.idTokenClaims, type: type) }
    }

    @Test func `the key of somebody else under a known name is refused`() throws {
        let (ours, theirs) = (try Sample.key(), try Sample.key())
        #expect(throws: Rejection(.signatureInvalid)) { try Self.verify(Sample.idTokenClaims, signedBy: theirs, known: ours) }
    }

    @Test func `an unknown key is told apart, since newer keys may be fetched`() throws {
        let (ours, theirs) = (try Sample.key(), try Sample.key(id: "k2"))
        let rejection = #expect(throws: Rejection.self) { try Self.verify(Sample.idTokenClaims, signedBy: theirs, known: ours) }
        #expect(rejection == Rejection(.keyUnknown))
        #expect(rejection?.isForUnknownKey == true)
    }

    @Test(arguments: [SignatureAlgorithm.es384, .edDSA])
    func `RFC 8725 §3.1 the registration chooses the algorithm, not the token`(algorithm: SignatureAlgorithm) throws {
        let key = try Sample.key(algorithm)
        #expect(throws: Rejection(.algorithmNotAllowed)) { try Self.verify(Sample.idTokenClaims, signedBy: key) }
    }

    @Test(arguments: [SignatureAlgorithm.es384, .edDSA])
    func `§3.1.3.6 at_hash follows the header's algorithm`(algorithm: SignatureAlgorithm) throws {
        let bytes = Array(Sample.accessToken.utf8)
        let digest = algorithm == .es384 ? Digest.sha384(bytes) : Digest.sha512(bytes)
        let right = Change("", "at_hash", .string(Base64URL.encode(Array(digest.prefix(digest.count / 2))))).applied(
            to: Sample.idTokenClaims)
        var expected = Self.expectations
        expected.check.algorithms = [algorithm]
        let key = try Sample.key(algorithm)
        #expect(try Self.verify(right, signedBy: key, expected).subject == "pairwise-1")
        #expect(throws: Rejection(.accessTokenHashMismatch)) { try Self.verify(Sample.idTokenClaims, signedBy: key, expected) }
    }

    @Test(arguments: ["", "a.b", "a.b.c", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.", String(repeating: "x", count: 20_000)])
    func `what is no signed token at all is refused`(text: String) throws {
        let keys = JWKSet(keys: [try Sample.key().publicKey])
        let rejection = #expect(throws: Rejection.self) { try IDToken(verifying: text, keys: keys, Self.expectations) }
        #expect(rejection?.reason == .tokenRefused)
    }

    @Test(arguments: [
        (Change("another person", "sub", "pairwise-2"), Rejection(.subjectMismatch)),
        (Change("another session", "sid", "session-2"), Rejection(.sessionMismatch)),
        (Change("another sign-in", "auth_time", JSON(Sample.now - 10)), Rejection(.authenticationTimeChanged)),
    ])
    func `§12.2 a refreshed token speaks of the same sign-in`(change: Change, rejection: Rejection) throws {
        var expected = Self.expectations
        expected.earlier = try Self.verify(Sample.idTokenClaims)
        expected.nonce = .notNeeded
        let refreshed = Change("", "nonce", nil).applied(to: Sample.idTokenClaims)
        #expect(try Self.verify(refreshed, expected).subject == "pairwise-1")
        #expect(throws: rejection) { try Self.verify(change.applied(to: refreshed), expected) }
    }
}
