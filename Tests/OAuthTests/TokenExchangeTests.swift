import Accounts
import Audit
import OAuth
import Primitives
import Storage
import Testing

/// RFC 8693.
@Suite struct TokenExchangeTests {
    static let accessToken = "urn:ietf:params:oauth:token-type:access_token"

    /// A portal, the service that it calls, and the one behind that.
    struct Scene {
        let desk: Desk
        let person: Authentication
        let portal: ClientRegistration

        init(modes: String = #""delegation""#) async throws {
            desk = try await Desk()
            let exchange = #""grant_types": ["authorization_code", "client_credentials", "\#(TokenExchangeGrant.type)"]"#
            portal = try await desk.register(
                "portal",
                #""redirect_uris": ["https://portal.example/cb"], "agency": "G15", \#(exchange), "scope": "openid profile signatures", "token_exchange": {"modes": [\#(modes)], "audiences": ["service"]}"#
            )
            try await desk.register(
                "service",
                #""redirect_uris": ["https://service.example/cb"], "agency": "H26", \#(exchange), "scope": "profile signatures", "token_exchange": {"modes": [\#(modes)], "audiences": ["archive", "service"]}"#
            )
            try await desk.register("archive", #""redirect_uris": ["https://archive.example/cb"]"#)
            try await desk.register(
                "idle",
                #""redirect_uris": ["https://idle.example/cb"], "grant_types": ["authorization_code", "\#(TokenExchangeGrant.type)"]"#)
            person = try await desk.person()
        }

        func subjectToken() async throws -> String {
            try #require(try await desk.signIn(person, at: portal, scope: ["openid", "profile"])["access_token"]?.string)
        }

        func request(_ token: String, _ more: [(String, String)] = []) -> [(String, String)] {
            [("grant_type", TokenExchangeGrant.type), ("subject_token", token), ("subject_token_type", TokenExchangeTests.accessToken)]
                + more
        }

        func exchanged(_ token: String, by client: String, for audience: String, _ more: [(String, String)] = []) async throws -> String {
            let answer = try await desk.granted(request(token, [("audience", audience)] + more), as: client)
            return try #require(answer["access_token"]?.string)
        }
    }

    @Test(arguments: ["portal", "service"])
    func `nobody gets by exchange what they would not get by sign-in`(who: String) async throws {
        let scene = try await Scene()
        let token = try await scene.subjectToken()
        try await scene.desk.demand(.loa2, of: who)
        let refusal = try await scene.desk.refusal(scene.request(token, [("audience", "service")]), as: "portal")
        #expect(refusal == [.grantLevelInsufficient])
    }

    @Test func `§2.2 a service gets a token for the next one, in its own name`() async throws {
        let scene = try await Scene()
        let before = try await scene.desk.history().count
        let answer = try await scene.desk.granted(scene.request(try await scene.subjectToken(), [("audience", "service")]), as: "portal")
        #expect(answer["issued_token_type"] == .string(Self.accessToken) && answer["token_type"] == "Bearer")
        #expect(answer["refresh_token"] == nil && answer["id_token"] == nil && answer["scope"] == "profile")
        let claims = try scene.desk.claims(of: try #require(answer["access_token"]?.string))
        #expect(claims["aud"] == "service" && claims["client_id"] == "portal" && claims["act"] == ["sub": "portal"])
        let service = try #require(try await scene.desk.repositories.clients.find(ID("service")))
        #expect(claims["sub"] == .string(scene.desk.provider.subjects.subject(of: scene.person.account, for: service)))
        #expect(try await scene.desk.history(from: before) == ["code.issued", "tokens.issued", "tokens.issued"])
    }

    @Test func `§4.1 actors nest, the newest outermost, and not too deep`() async throws {
        let scene = try await Scene()
        var token = try await scene.exchanged(try await scene.subjectToken(), by: "portal", for: "service")
        for _ in 0..<3 { token = try await scene.exchanged(token, by: "service", for: "service") }
        #expect(
            try scene.desk.claims(of: token)["act"]
                == ["sub": "service", "act": ["sub": "service", "act": ["sub": "service", "act": ["sub": "portal"]]]])
        let refusal = try await scene.desk.refusal(scene.request(token, [("audience", "archive")]), as: "service")
        #expect(refusal == [.delegationTooDeep])
    }

    @Test func `§2.1 an actor token names the actor`() async throws {
        let scene = try await Scene()
        let actor = try #require(
            try await scene.desk.granted([("grant_type", "client_credentials")], as: "portal")["access_token"]?.string)
        let more = [("actor_token", actor), ("actor_token_type", Self.accessToken)]
        let token = try await scene.exchanged(try await scene.subjectToken(), by: "portal", for: "service", more)
        #expect(try scene.desk.claims(of: token)["act"] == ["sub": "portal"])
        // Another client's token is no actor of this one.
        let foreign = try #require(
            try await scene.desk.granted([("grant_type", "client_credentials")], as: "service")["access_token"]?.string)
        let refusal = try await scene.desk.refusal(
            scene.request(
                try await scene.subjectToken(), [("audience", "service"), ("actor_token", foreign), ("actor_token_type", Self.accessToken)]),
            as: "portal")
        #expect(refusal == [.actorTokenInvalid])
    }

    @Test func `impersonation shows no actor, and only where it is registered`() async throws {
        let scene = try await Scene(modes: #""impersonation""#)
        let token = try await scene.exchanged(try await scene.subjectToken(), by: "portal", for: "service")
        #expect(try scene.desk.claims(of: token)["act"] == nil)
        let more = [("audience", "service"), ("actor_token", token), ("actor_token_type", Self.accessToken)]
        #expect(try await scene.desk.refusal(scene.request(try await scene.subjectToken(), more), as: "portal") == [.exchangeNotAllowed])
    }

    @Test func `a token is exchanged by whom it was given to or is meant for, and by nobody else`() async throws {
        let scene = try await Scene()
        let token = try await scene.subjectToken()
        #expect(try await scene.desk.refusal(scene.request(token, [("audience", "archive")]), as: "service") == [.subjectTokenInvalid])
        let second = try await scene.exchanged(token, by: "portal", for: "service")
        _ = try await scene.exchanged(second, by: "service", for: "archive")
        #expect(try await scene.desk.refusal(scene.request("nonsense", [("audience", "service")]), as: "portal") == [.subjectTokenInvalid])
    }

    @Test func `§5 without a policy nothing is exchanged`() async throws {
        let scene = try await Scene()
        #expect(try await scene.desk.refusal(scene.request(try await scene.subjectToken()), as: "idle") == [.exchangeNotAllowed])
        #expect(try await scene.desk.refusal(scene.request(try await scene.subjectToken()), as: "archive") == [.grantTypeNotRegistered])
    }

    @Test(
        arguments: [
            ([("audience", "archive")], Rejection.exchangeTargetNotAllowed), ([("audience", "nobody")], .exchangeTargetNotAllowed),
            ([("audience", "service"), ("resource", "https://a.example/")], .exchangeTargetNotAllowed),
            ([("audience", "service"), ("scope", "signatures")], .scopeWidened),
            ([("audience", "service"), ("scope", "openid")], .scopeWidened),
            ([("audience", "service"), ("requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token")], .tokenTypeUnsupported),
            ([("audience", "service"), ("actor_token", "x")], .actorTokenInvalid),
            ([("audience", "service"), ("actor_token_type", accessToken)], .actorTokenInvalid),
        ] as [([(String, String)], Rejection)])
    func `§2.2.2 what is asked in excess is refused`(more: [(String, String)], rejection: Rejection) async throws {
        let scene = try await Scene()
        let refusal = try await scene.desk.refusal(scene.request(try await scene.subjectToken(), more), as: "portal")
        #expect(refusal.contains(rejection))
    }

    @Test func `§2.1 the type of the subject token is demanded and compared`() async throws {
        let scene = try await Scene()
        let token = try await scene.subjectToken()
        let without = [("grant_type", TokenExchangeGrant.type), ("subject_token", token), ("audience", "service")]
        #expect(try await scene.desk.refusal(without, as: "portal") == [.subjectTokenMissing])
        let wrong = without + [("subject_token_type", "urn:ietf:params:oauth:token-type:id_token")]
        #expect(try await scene.desk.refusal(wrong, as: "portal") == [.tokenTypeUnsupported])
    }

    enum End: CaseIterable { case revocation, signOut, lock, client, token, withdrawal }

    @Test(arguments: End.allCases)
    func `what is derived ends with what it came from`(end: End) async throws {
        let scene = try await Scene()
        let desk = scene.desk
        let first = try await scene.subjectToken()
        let second = try await scene.exchanged(first, by: "portal", for: "service")
        let third = try await scene.exchanged(second, by: "service", for: "archive")
        #expect(try await desk.isActive(third, for: "service"))
        switch end {
        case .revocation:
            let state = try #require(try await desk.repositories.tokens.find(StoredKey.of(first), at: desk.time.now))
            try await desk.repositories.tokens.revoke(state.authorization.id, audit: desk.event(.tokenRevoked))
        case .token: _ = try await desk.post("/revoke", [("token", first)], as: "portal")
        case .signOut:
            _ = try await desk.repositories.sessions.end(scene.person.session, at: desk.time.now, audit: desk.event(.sessionEnded))
        case .lock:
            _ = try await desk.repositories.accounts.set(
                .locked, of: scene.person.account, at: desk.time.now, audit: desk.event(.accountLocked))
        case .client: _ = try await desk.repositories.clients.remove(ID("portal"), audit: desk.event(.clientDeleted))
        case .withdrawal:
            try await desk.agree(scene.person.account, to: ID("portal"))
            _ = try await desk.repositories.consents.withdraw(
                account: scene.person.account, client: ID("portal"), at: desk.time.now, audit: desk.event(.consentWithdrawn))
        }
        #expect(try await !desk.isActive(third, for: "service"))
        #expect(try await desk.refusal(scene.request(second, [("audience", "archive")]), as: "service") == [.subjectTokenInvalid])
    }

    @Test func `a derived token lives no longer than its source`() async throws {
        let scene = try await Scene()
        let token = try await scene.subjectToken()
        scene.desk.time.pass(500)
        let answer = try await scene.desk.granted(scene.request(token, [("audience", "service")]), as: "portal")
        #expect(answer["expires_in"] == 100)
        scene.desk.time.pass(100)
        #expect(try await scene.desk.refusal(scene.request(token, [("audience", "service")]), as: "portal") == [.subjectTokenInvalid])
    }

    @Test(arguments: [
        #"{"modes": [], "audiences": []}"#, #"{"modes": ["all"]}"#, #"{"audiences": ["a"]}"#, #"[]"#,
        #"{"modes": ["delegation"], "audiences": "a"}"#, #"{"modes": ["delegation"], "more": 1}"#,
    ])
    func `a policy that says something else is refused`(policy: String) async throws {
        let desk = try await Desk()
        await #expect {
            try await desk.register("x", #""grant_types": ["\#(TokenExchangeGrant.type)"], "token_exchange": \#(policy)"#)
        } throws: {
            ($0 as? ClientMetadataRejection)?.member == "token_exchange"
        }
    }
}
