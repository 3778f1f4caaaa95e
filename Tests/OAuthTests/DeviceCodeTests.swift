import Accounts
import Audit
import HTTP
import OAuth
import Primitives
import Storage
import Testing
import TokenCrypto

/// RFC 8628.
@Suite struct DeviceCodeTests {
    struct Scene {
        let desk: Desk
        let person: Authentication

        init() async throws {
            desk = try await Desk()
            for id in ["tv", "other"] {
                try await desk.register(
                    id,
                    #""grant_types": ["\#(DeviceCodeGrant.type)", "refresh_token"], "token_endpoint_auth_method": "none", "scope": "openid profile offline_access""#
                )
            }
            person = try await desk.person()
        }

        func begin(_ scope: String = "openid") async throws -> JSON {
            let response = try await desk.post("/device_authorization", [("client_id", "tv"), ("scope", scope)], as: nil)
            let answer = try JSON(parsing: response.body)
            try #require(answer["error"] == nil)
            return answer
        }

        func poll(_ begun: JSON, as client: String = "tv") -> [(String, String)] {
            [("grant_type", DeviceCodeGrant.type), ("device_code", begun["device_code"]?.string ?? ""), ("client_id", client)]
        }

        func asked(_ begun: JSON) async throws -> PolledAuthorization {
            let code = try #require(begun["user_code"]?.string.flatMap { UserCode(typed: $0) })
            return try #require(try await desk.repositories.polled.find(userCode: code.digest(key: Desk.userCodeKey)))
        }

        func answer(_ begun: JSON, _ state: PolledAuthorization.State = .allowed) async throws -> Change {
            try await desk.repositories.polled.answer(
                try await asked(begun).id, state, by: person, at: desk.time.now, audit: desk.event(.authorizationAllowed))
        }
    }

    @Test func `§3.2 the answer has what the device shows`() async throws {
        let scene = try await Scene()
        let begun = try await scene.begin()
        let code = try #require(begun["user_code"]?.string)
        #expect(code.wholeMatch(of: /[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}/) != nil)
        #expect(begun["verification_uri"] == .string(Desk.issuer + "/device"))
        #expect(begun["verification_uri_complete"] == .string(Desk.issuer + "/device?user_code=" + code))
        #expect(begun["expires_in"] == 600 && begun["interval"] == 5)
        #expect(begun["device_code"]?.string.map { $0.utf8.count } == 43)
        #expect(try await scene.asked(begun).note.network == "192.0.…")
    }

    @Test func `§3.5 pending, too soon, and then the tokens of a sign-in, once`() async throws {
        let scene = try await Scene()
        let begun = try await scene.begin("openid offline_access")
        #expect(try await scene.desk.refusal(scene.poll(begun), as: nil) == [.polledRequestPending])
        scene.desk.time.pass(4)
        #expect(try await scene.desk.refusal(scene.poll(begun), as: nil) == [.polledTooSoon])
        // Ten seconds from now on.
        scene.desk.time.pass(9)
        #expect(try await scene.desk.refusal(scene.poll(begun), as: nil) == [.polledTooSoon])
        scene.desk.time.pass(15)
        #expect(try await scene.desk.refusal(scene.poll(begun), as: nil) == [.polledRequestPending])
        #expect(try await scene.answer(begun) == .changed)
        let tokens = try await scene.desk.granted(scene.poll(begun), as: nil)
        #expect(tokens["id_token"] != nil && tokens["refresh_token"] != nil && tokens["scope"] == "openid offline_access")
        #expect(try await scene.desk.refusal(scene.poll(begun), as: nil).contains(.polledCodeUnknown))
        let claims = try scene.desk.claims(of: try #require(tokens["id_token"]?.string))
        #expect(claims["sid"] != nil && claims["aud"] == "tv" && claims["amr"] == ["pwd"])
        #expect(try await scene.desk.repositories.logouts.participants(of: scene.person.session).map(\.client) == [ID("tv")])
    }

    @Test func `§3.5 a refusal is told, and cannot be taken back`() async throws {
        let scene = try await Scene()
        let begun = try await scene.begin()
        #expect(try await scene.answer(begun, .denied) == .changed)
        #expect(try await scene.answer(begun, .allowed) == .absent)
        #expect(try await scene.desk.refusal(scene.poll(begun), as: nil).contains(.polledRequestDenied))
    }

    @Test func `§3.5 what nobody answered in time expires`() async throws {
        let scene = try await Scene()
        let begun = try await scene.begin()
        scene.desk.time.pass(600)
        #expect(try await scene.desk.refusal(scene.poll(begun), as: nil) == [.polledCodeExpired])
        #expect(try await scene.answer(begun) == .absent)
    }

    @Test func `an answer that came in time is still to be fetched in time`() async throws {
        let scene = try await Scene()
        let begun = try await scene.begin()
        #expect(try await scene.answer(begun) == .changed)
        scene.desk.time.pass(600)
        #expect(try await scene.desk.refusal(scene.poll(begun), as: nil) == [.polledCodeExpired])
    }

    @Test func `what was allowed at a lower level than the client asks for by now is not given`() async throws {
        let scene = try await Scene()
        let begun = try await scene.begin()
        #expect(try await scene.answer(begun) == .changed)
        try await scene.desk.demand(.loa2, of: "tv")
        #expect(try await scene.desk.refusal(scene.poll(begun), as: nil).contains(.grantLevelInsufficient))
    }

    @Test func `another client's code, or none, is unknown`() async throws {
        let scene = try await Scene()
        let begun = try await scene.begin()
        #expect(try await scene.answer(begun) == .changed)
        #expect(try await scene.desk.refusal(scene.poll(begun, as: "other"), as: nil).contains(.polledCodeUnknown))
        #expect(try await scene.desk.refusal(scene.poll(["device_code": "x"]), as: nil).contains(.polledCodeUnknown))
        let without = [("grant_type", DeviceCodeGrant.type), ("client_id", "tv")]
        #expect(try await scene.desk.refusal(without, as: nil) == [.polledCodeMissing])
        // CIBA's grant does not take it either.
        let code = begun["device_code"]?.string ?? ""
        try await scene.desk.register("desk", #""grant_types": ["\#(BackchannelGrant.type)"]"#)
        let crossed = [("grant_type", BackchannelGrant.type), ("auth_req_id", code)]
        #expect(try await scene.desk.refusal(crossed, as: "desk").contains(.polledCodeUnknown))
    }

    enum End: CaseIterable { case signOut, lock }

    @Test(arguments: End.allCases)
    func `whoever signed out or was locked meanwhile gives no tokens`(end: End) async throws {
        let scene = try await Scene()
        let begun = try await scene.begin("openid offline_access")
        #expect(try await scene.answer(begun) == .changed)
        let (desk, now) = (scene.desk, scene.desk.time.now)
        switch end {
        case .signOut: _ = try await desk.repositories.sessions.end(scene.person.session, at: now, audit: desk.event(.sessionEnded))
        case .lock:
            _ = try await desk.repositories.accounts.set(.locked, of: scene.person.account, at: now, audit: desk.event(.accountLocked))
        }
        #expect(try await desk.refusal(scene.poll(begun), as: nil).contains(.polledCodeUnknown))
    }

    /// One of many who poll at once gets the tokens.
    @Test func `an allowed code is redeemed once under concurrency`() async throws {
        let scene = try await Scene()
        let begun = try await scene.begin()
        #expect(try await scene.answer(begun) == .changed)
        let successes = try await withThrowingTaskGroup(of: Bool.self, returning: Int.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    try JSON(parsing: await scene.desk.post("/token", scene.poll(begun), as: nil).body)["access_token"] != nil
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(successes == 1)
    }

    @Test func `§3.1 only clients that are registered for it, and scopes that exist`() async throws {
        let scene = try await Scene()
        try await scene.desk.register("portal", #""redirect_uris": ["https://portal.example/cb"]"#)
        #expect(
            try await scene.desk.refusal([("scope", "openid")], as: "portal", path: "/device_authorization") == [.grantTypeNotRegistered])
        let refusal = try await scene.desk.refusal([("client_id", "tv"), ("scope", "nothing")], as: nil, path: "/device_authorization")
        #expect(refusal.contains(.scopeEmpty))
    }

    @Test(
        arguments: [
            ("BCDF-GHJK", "BCDF-GHJK"), ("bcdfghjk", "BCDF-GHJK"), (" bcdf ghjk ", "BCDF-GHJK"), ("BCDF-GHJ", nil), ("BCDA-GHJK", nil),
            ("BCDF-GHJKL", nil), ("", nil), (String(repeating: "B-", count: 40), nil), ("ＢＣＤＦ-ＧＨＪＫ", nil),
        ] as [(String, String?)])
    func `§6.1 a code is read as people type it`(typed: String, code: String?) {
        #expect(UserCode(typed: typed)?.text == code)
    }
}
