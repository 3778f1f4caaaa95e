import Primitives
import RelyingParty
import Testing
import TokenCrypto

@Suite struct AccessTokenTests {
    static func verify(_ claims: JSON.Object, type: String? = "at+jwt") throws -> AccessToken {
        let key = try Sample.key()
        return try AccessToken(
            verifying: try JWT.sign(claims, type: type, key: key), keys: JWKSet(keys: [key.publicKey]), check: Sample.check(),
            scopes: ["dossiers.read"], minimumLevel: .loa2)
    }

    @Test func `RFC 9068 §4 an honest token gives person, client and scopes`() throws {
        let token = try Self.verify(Sample.accessTokenClaims)
        #expect(token.subject == "pairwise-1")
        #expect(token.clientID == "caller")
        #expect(token.scopes == ["openid", "dossiers.read"])
        #expect(token.level == .loa2)
    }

    @Test(arguments: [
        (Change("another API", "aud", "hanoi"), Rejection(.audienceMismatch)),
        (Change("another issuer", "iss", "https://evil.example"), Rejection(.issuerMismatch)),
        (Change("expired", "exp", JSON(Sample.now - 60)), Rejection(.tokenExpired)),
        (Change("no client", "client_id", nil), Rejection(.claimMissing)),
        (Change("a client of another type", "client_id", 1), Rejection(.accessTokenClientMissing)),
        (Change("no jti", "jti", nil), Rejection(.claimMissing)),
        (Change("no scope", "scope", nil), Rejection(.scopeInsufficient, "dossiers.read")),
        (Change("a longer scope", "scope", "dossiers.readonly"), Rejection(.scopeInsufficient, "dossiers.read")),
        (Change("a lower level", "acr", "LoA1"), Rejection(.levelTooLow, "LoA2")),
    ])
    func `RFC 9068 §4 each bent claim is refused by name`(change: Change, rejection: Rejection) {
        #expect(throws: rejection) { try Self.verify(change.applied(to: Sample.accessTokenClaims)) }
    }

    @Test(arguments: ["JWT", "logout+jwt", nil])
    func `RFC 9068 §4 an ID token is no access token`(type: String?) {
        #expect(throws: Rejection(.typeMismatch)) { try Self.verify(Sample.accessTokenClaims, type: type) }
    }

    @Test func `several audiences are usual for access tokens`() throws {
        let claims = Change("", "aud", ["https://other.example.vn", "moj"]).applied(to: Sample.accessTokenClaims)
        #expect(try Self.verify(claims).subject == "pairwise-1")
    }
}

@Suite struct UserInfoTests {
    @Test func `OpenID Connect Core §5.3.2 claims about somebody else are refused`() throws {
        #expect(try UserInfo.claims(of: ["sub": "pairwise-1", "name": "Nguyễn Văn An"], subject: "pairwise-1")["name"] == "Nguyễn Văn An")
        #expect(throws: Rejection(.subjectMismatch)) { try UserInfo.claims(of: ["sub": "pairwise-2"], subject: "pairwise-1") }
        #expect(throws: Rejection(.subjectMalformed)) { try UserInfo.claims(of: [:], subject: "pairwise-1") }
    }

    @Test(arguments: [
        (Change("honest", "name", "An"), nil), (Change("another client", "aud", "hanoi"), Rejection(.audienceMismatch)),
        (Change("another issuer", "iss", "x"), Rejection(.issuerMismatch)),
        (Change("another person", "sub", "p2"), Rejection(.subjectMismatch)),
    ])
    func `OpenID Connect Core §5.3.2 a signed answer is checked like any token`(change: Change, rejection: Rejection?) throws {
        let key = try Sample.key()
        let claims = change.applied(to: ["iss": .string(Sample.issuer), "aud": .string(Sample.client), "sub": "pairwise-1"])
        let text = try JWT.sign(claims, type: "JWT", key: key)
        let keys = JWKSet(keys: [key.publicKey])
        let outcome = Result { () throws(Rejection) in
            try UserInfo.claims(verifying: text, keys: keys, check: Sample.check(), subject: "pairwise-1")
        }
        switch outcome {
        case .success(let claims): #expect(rejection == nil && claims["name"] == "An")
        case .failure(let error): #expect(error == rejection)
        }
    }
}
