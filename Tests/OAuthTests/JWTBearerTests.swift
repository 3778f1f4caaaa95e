import Accounts
import Audit
import HTTP
import HTTPTypes
import OAuth
import Primitives
import Storage
import Testing
import TokenCrypto

/// RFC 7523 §2.1, §3.
@Suite struct JWTBearerTests {
    struct Scene {
        let desk: Desk
        let person: Authentication
        let client: ClientRegistration
        let key: SigningKey

        init(isConsented: Bool = true, more: String = "") async throws {
            desk = try await Desk()
            key = try SigningKey.generate(.es256)
            let keys = JSON.object(JWKSet(keys: [key.publicKey]).json).text
            client = try await desk.register(
                "archive",
                #""grant_types": ["\#(JWTBearerGrant.type)"], "agency": "G15", "scope": "openid profile", "jwks": \#(keys)\#(more)"#)
            person = try await desk.person()
            if isConsented { try await desk.agree(person.account, to: client.id) }
        }

        var subject: String { desk.provider.subjects.subject(of: person.account, for: client) }

        func assertion(_ changes: JSON.Object = [:], key: SigningKey? = nil) throws -> String {
            let now = desk.time.now
            var claims: JSON.Object = [
                "iss": "archive", "sub": .string(subject), "aud": .string(Desk.issuer), "iat": JSON(now), "exp": JSON(now + 60),
                "jti": .string(desk.provider.world.token()),
            ]
            for member in changes.members { claims[member.name] = member.value == .null ? nil : member.value }
            return try JWT.sign(claims, type: nil, key: key ?? self.key)
        }

        func request(_ assertion: String, scope: String = "openid profile") -> [(String, String)] {
            [("grant_type", JWTBearerGrant.type), ("assertion", assertion), ("scope", scope)]
        }
    }

    @Test func `§2.1 a client acts for a person whom it knows, once per assertion`() async throws {
        let scene = try await Scene()
        let assertion = try scene.assertion()
        let answer = try await scene.desk.granted(scene.request(assertion), as: "archive")
        #expect(answer.object?.names == ["access_token", "token_type", "expires_in", "scope"])
        let token = try #require(answer["access_token"]?.string)
        let claims = try scene.desk.claims(of: token)
        #expect(claims["sub"] == .string(scene.subject) && claims["auth_time"] == nil && claims["acr"] == nil)
        #expect(try await scene.desk.refusal(scene.request(assertion), as: "archive") == [.grantAssertionReplayed])
        let userInfo = try await scene.desk.post("/userinfo", [("access_token", token)], as: nil)
        #expect(userInfo.status == .ok)
    }

    @Test(
        arguments: [
            ["iss": "other"], ["aud": "https://evil.example"], ["aud": ["https://id.example.vn", "https://evil.example"]], ["aud": .null],
            ["exp": .null], ["exp": 1], ["exp": 4_000_000_000], ["jti": .null], ["jti": ""], ["nbf": 4_000_000_000], ["iat": 4_000_000_000],
            ["sub": .null], ["exp": 1_800_000_302],
        ] as [JSON.Object])
    func `§3 an assertion with wrong claims is refused`(changes: JSON.Object) async throws {
        let scene = try await Scene()
        #expect(try await scene.desk.refusal(scene.request(try scene.assertion(changes)), as: "archive") == [.grantAssertionInvalid])
    }

    @Test func `a client that asks for a level gets nothing for who proved none`() async throws {
        let scene = try await Scene(more: #", "minimum_acr": "LoA1""#)
        #expect(try await scene.desk.refusal(scene.request(try scene.assertion()), as: "archive") == [.grantLevelInsufficient])
    }

    @Test func `§3 a stranger's signature is refused`() async throws {
        let scene = try await Scene()
        let assertion = try scene.assertion(key: SigningKey.generate(.es256))
        #expect(try await scene.desk.refusal(scene.request(assertion), as: "archive") == [.grantAssertionInvalid])
    }

    @Test func `whoever was not asked is not spoken for`() async throws {
        let scene = try await Scene(isConsented: false)
        #expect(try await scene.desk.refusal(scene.request(try scene.assertion()), as: "archive") == [.grantAssertionSubjectUnknown])
    }

    @Test func `only the client's own names of people are understood`() async throws {
        let scene = try await Scene()
        let other = try await scene.desk.register("other", #""redirect_uris": ["https://other.example/cb"], "agency": "H26""#)
        let foreign = scene.desk.provider.subjects.subject(of: scene.person.account, for: other)
        for name in [foreign, scene.person.account.value, "001090000001", "archive"] {
            let assertion = try scene.assertion(["sub": .string(name)])
            #expect(try await scene.desk.refusal(scene.request(assertion), as: "archive") == [.grantAssertionSubjectUnknown])
        }
    }

    @Test func `a locked account is spoken for no more, and its tokens die`() async throws {
        let scene = try await Scene()
        let token = try #require(
            try await scene.desk.granted(scene.request(try scene.assertion()), as: "archive")["access_token"]?.string)
        #expect(try await scene.desk.isActive(token, for: "archive"))
        _ = try await scene.desk.repositories.accounts.set(
            .locked, of: scene.person.account, at: scene.desk.time.now, audit: scene.desk.event(.accountLocked))
        #expect(try await !scene.desk.isActive(token, for: "archive"))
        #expect(try await scene.desk.refusal(scene.request(try scene.assertion()), as: "archive") == [.grantAssertionSubjectUnknown])
    }

    @Test(arguments: ["", "offline_access", "openid address", "signatures"])
    func `scopes that are not the client's are refused`(scope: String) async throws {
        let scene = try await Scene()
        let refusal = try await scene.desk.refusal(scene.request(try scene.assertion(), scope: scope), as: "archive")
        #expect(refusal.contains(.scopeEmpty))
    }
}
