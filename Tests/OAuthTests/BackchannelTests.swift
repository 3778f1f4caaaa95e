import Audit
import HTTP
import HTTPTypes
import OAuth
import Primitives
import Storage
import Testing
import TokenCrypto

/// OpenID CIBA Core 1.0, FAPI-CIBA.
@Suite struct BackchannelTests {
    struct Scene {
        let desk: Desk
        let person: Authentication
        let client: ClientRegistration
        let key: SigningKey

        init(_ more: String = "") async throws {
            desk = try await Desk()
            key = try SigningKey.generate(.es256)
            let keys = JSON.object(JWKSet(keys: [key.publicKey]).json).text
            client = try await desk.register(
                "counter",
                #""grant_types": ["\#(BackchannelGrant.type)"], "agency": "G15", "scope": "openid profile", "jwks": \#(keys)\#(more)"#)
            person = try await desk.person()
        }

        var hint: (String, String) { ("login_hint", desk.provider.subjects.subject(of: person.account, for: client)) }

        func begin(_ fields: [(String, String)]) async throws -> JSON {
            let answer = try JSON(parsing: try await desk.post("/bc-authorize", [("scope", "openid")] + fields, as: "counter").body)
            try #require(answer["error"] == nil, "\(answer.text)")
            return answer
        }

        func refusal(_ fields: [(String, String)]) async throws -> Set<Rejection> {
            try await desk.refusal(fields, as: "counter", path: "/bc-authorize")
        }

        func poll(_ begun: JSON) -> [(String, String)] {
            [("grant_type", BackchannelGrant.type), ("auth_req_id", begun["auth_req_id"]?.string ?? "")]
        }

        func signed(_ changes: JSON.Object = [:]) throws -> String {
            let now = desk.time.now
            var claims: JSON.Object = [
                "iss": "counter", "aud": .string(Desk.issuer), "iat": JSON(now), "nbf": JSON(now), "exp": JSON(now + 60),
                "jti": .string(desk.provider.world.token()), "scope": "openid", "login_hint": .string(hint.1),
            ]
            for member in changes.members { claims[member.name] = member.value == .null ? nil : member.value }
            return try JWT.sign(claims, type: nil, key: key)
        }
    }

    @Test func `§7.3 a request waits for its person, and gives tokens when it is allowed`() async throws {
        let scene = try await Scene()
        let begun = try await scene.begin([scene.hint, ("binding_message", "Hồ sơ 12-34"), ("requested_expiry", "120")])
        #expect(begun["expires_in"] == 120 && begun["interval"] == 5)
        #expect(try await scene.desk.refusal(scene.poll(begun), as: "counter") == [.polledRequestPending])
        let waiting = try await scene.desk.repositories.polled.waiting(for: scene.person.account, at: scene.desk.time.now)
        #expect(waiting.map(\.note.message) == ["Hồ sơ 12-34"])
        let asked = try #require(waiting.first)
        let change = try await scene.desk.repositories.polled.answer(
            asked.id, .allowed, by: scene.person, at: scene.desk.time.now, audit: scene.desk.event(.authorizationAllowed))
        #expect(change == .changed)
        let tokens = try await scene.desk.granted(scene.poll(begun), as: "counter")
        let claims = try scene.desk.claims(of: try #require(tokens["id_token"]?.string))
        #expect(claims["sub"] == .string(scene.hint.1))
        #expect(try await scene.desk.repositories.polled.waiting(for: scene.person.account, at: scene.desk.time.now).isEmpty)
    }

    @Test func `only the person who is asked answers`() async throws {
        let scene = try await Scene()
        _ = try await scene.begin([scene.hint])
        let asked = try #require(
            try await scene.desk.repositories.polled.waiting(for: scene.person.account, at: scene.desk.time.now).first)
        let stranger = try await scene.desk.person("001090000002")
        let change = try await scene.desk.repositories.polled.answer(
            asked.id, .allowed, by: stranger, at: scene.desk.time.now, audit: scene.desk.event(.authorizationAllowed))
        #expect(change == .absent)
    }

    @Test func `people are named by what they sign in with, too`() async throws {
        let scene = try await Scene()
        _ = try await scene.begin([("login_hint", "001090000001")])
        #expect(try await scene.desk.repositories.polled.waiting(for: scene.person.account, at: scene.desk.time.now).count == 1)
    }

    /// Whoever may ask must not find out who has an account.
    @Test(arguments: ["001090999999", "nobody@example.vn", "x"])
    func `nobody is told from somebody who does not answer`(hint: String) async throws {
        let scene = try await Scene()
        let begun = try await scene.begin([("login_hint", hint)])
        #expect(begun.object?.names == ["auth_req_id", "expires_in", "interval"])
        #expect(try await scene.desk.refusal(scene.poll(begun), as: "counter") == [.polledRequestPending])
        scene.desk.time.pass(300)
        #expect(try await scene.desk.refusal(scene.poll(begun), as: "counter") == [.polledCodeExpired])
    }

    @Test func `another client's name for a person is nobody's here`() async throws {
        let scene = try await Scene()
        let other = try await scene.desk.register("other", #""redirect_uris": ["https://other.example/cb"], "agency": "H26""#)
        _ = try await scene.begin([("login_hint", scene.desk.provider.subjects.subject(of: scene.person.account, for: other))])
        #expect(try await scene.desk.repositories.polled.waiting(for: scene.person.account, at: scene.desk.time.now).isEmpty)
    }

    @Test(
        arguments: [
            ([], Rejection.backchannelHintNotOne), ([("login_hint", "a"), ("id_token_hint", "b")], .backchannelHintNotOne),
            ([("id_token_hint", "nonsense")], .idTokenHintInvalid), ([("login_hint_token", "a")], .backchannelParameterUnsupported),
            ([("login_hint", "a"), ("user_code", "1")], .backchannelParameterUnsupported),
            ([("login_hint", "a"), ("binding_message", "a\nb")], .bindingMessageInvalid),
            ([("login_hint", "a"), ("binding_message", "<b>")], .bindingMessageInvalid),
            ([("login_hint", "a"), ("binding_message", String(repeating: "a", count: 65))], .bindingMessageInvalid),
            ([("login_hint", "a"), ("requested_expiry", "soon")], .requestedExpiryMalformed),
            ([("login_hint", "a"), ("requested_expiry", "0")], .requestedExpiryMalformed),
            ([("login_hint", "a"), ("request", "x")], .backchannelRequestInvalid),
        ] as [([(String, String)], Rejection)])
    func `§7.2 what is wrong has a name`(fields: [(String, String)], rejection: Rejection) async throws {
        #expect(try await Scene().refusal([("scope", "openid")] + fields).contains(rejection))
    }

    @Test func `§7.1 openid is demanded`() async throws {
        let scene = try await Scene()
        #expect(try await scene.refusal([("scope", "profile"), scene.hint]).contains(.scopeEmpty))
    }

    // MARK: §7.1.1 signed requests

    static let signing = #", "backchannel_authentication_request_signing_alg": "ES256""#

    @Test func `§7.1.1 of a signed request only what is inside counts, and it counts once`() async throws {
        let scene = try await Scene(Self.signing)
        let request = try scene.signed(["binding_message": "M1", "requested_expiry": 90])
        let response = try await scene.desk.post("/bc-authorize", [("request", request)], as: "counter")
        #expect(try JSON(parsing: response.body)["expires_in"] == 90)
        #expect(try await scene.refusal([("request", request)]) == [.backchannelRequestReplayed])
    }

    @Test func `§7.1.1 whoever is registered to sign must sign`() async throws {
        let scene = try await Scene(Self.signing)
        #expect(try await scene.refusal([("scope", "openid"), scene.hint]) == [.backchannelRequestUnsigned])
        #expect(
            try await scene.refusal([("request", try scene.signed()), ("scope", "openid profile")]) == [.backchannelRequestInvalid])
    }

    @Test(
        arguments: [
            ["iss": "other"], ["aud": "https://evil.example"], ["aud": ["https://id.example.vn", "https://evil.example"]], ["exp": .null],
            ["exp": 1], ["exp": 4_000_000_000], ["nbf": .null], ["nbf": 4_000_000_000], ["nbf": 1], ["iat": .null], ["jti": .null],
            ["request": "x"], ["scope": ["openid"]],
        ] as [JSON.Object])
    func `§7.1.1 a request object with wrong claims is refused`(changes: JSON.Object) async throws {
        let scene = try await Scene(Self.signing)
        #expect(try await scene.refusal([("request", try scene.signed(changes))]) == [.backchannelRequestInvalid])
    }

    @Test func `a stranger's signature, or none, is refused`() async throws {
        let scene = try await Scene(Self.signing)
        let stranger = try SigningKey.generate(.es256)
        let parts = try scene.signed().split(separator: ".").map(String.init)
        let payload = try #require(Base64URL.decode(parts[1]))
        let forged = [
            try JWS.sign(payload, type: nil, key: stranger), Base64URL.encode(Array(#"{"alg":"none"}"#.utf8)) + ".\(parts[1]).",
            parts[0] + "." + parts[1] + ".", parts[0] + "." + parts[1],
        ]
        for request in forged { #expect(try await scene.refusal([("request", request)]) == [.backchannelRequestInvalid]) }
    }

    @Test func `only clients with credentials that are registered for it`() async throws {
        let desk = try await Desk()
        try await desk.register("portal", #""redirect_uris": ["https://portal.example/cb"]"#)
        #expect(
            try await desk.refusal([("scope", "openid"), ("login_hint", "a")], as: "portal", path: "/bc-authorize")
                == [.grantTypeNotRegistered])
        await #expect(throws: ClientMetadataRejection.self) {
            try await desk.register("open", #""grant_types": ["\#(BackchannelGrant.type)"], "token_endpoint_auth_method": "none""#)
        }
        await #expect(throws: ClientMetadataRejection.self) {
            try await desk.register(
                "pushed", #""grant_types": ["\#(BackchannelGrant.type)"], "backchannel_token_delivery_mode": "push""#)
        }
    }
}
