import Audit
import HTTP
import HTTPTypes
import OAuth
import Primitives
import Storage
import Testing

/// RFC 6749 §4.4, RFC 9068 §2.2.
@Suite struct ClientCredentialsTests {
    static let ask = [("grant_type", "client_credentials")]

    static func desk() async throws -> Desk {
        let desk = try await Desk()
        try await desk.register("program", #""grant_types": ["client_credentials"], "scope": "signatures admin openid profile""#)
        try await desk.register("portal", #""redirect_uris": ["https://portal.example/cb"]"#)
        return desk
    }

    @Test func `a program gets a token for itself, and nothing of a person`() async throws {
        let desk = try await Self.desk()
        let before = try await desk.history().count
        let answer = try await desk.granted(Self.ask, as: "program")
        #expect(answer.object?.names == ["access_token", "token_type", "expires_in", "scope"])
        #expect(answer["scope"] == "signatures admin")
        let token = try #require(answer["access_token"]?.string)
        let claims = try desk.claims(of: token)
        #expect(claims["sub"] == "program" && claims["client_id"] == "program" && claims["iss"] == .string(Desk.issuer))
        #expect(claims["auth_time"] == nil && claims["acr"] == nil)
        #expect(try await desk.history(from: before) == ["tokens.issued"])
    }

    @Test func `the token is introspected and revoked like another`() async throws {
        let desk = try await Self.desk()
        let token = try #require(try await desk.granted(Self.ask, as: "program")["access_token"]?.string)
        #expect(try await desk.isActive(token, for: "program"))
        #expect(try await !desk.isActive(token, for: "portal"))
        _ = try await desk.post("/revoke", [("token", token)], as: "program")
        #expect(try await !desk.isActive(token, for: "program"))
    }

    @Test func `the token expires, and dies with its client`() async throws {
        let desk = try await Self.desk()
        let token = try #require(try await desk.granted(Self.ask, as: "program")["access_token"]?.string)
        let hash = StoredKey.of(token)
        #expect(try await desk.repositories.tokens.find(hash, at: desk.time.now)?.isLive(at: desk.time.now) == true)
        #expect(try await desk.repositories.tokens.find(hash, at: desk.time.now)?.isLive(at: desk.time.now + 600) == false)
        _ = try await desk.repositories.clients.remove(ID("program"), audit: desk.event(.clientDeleted))
        #expect(try await desk.repositories.tokens.find(hash, at: desk.time.now) == nil)
    }

    @Test func `a new client of an old name does not find old tokens`() async throws {
        let desk = try await Self.desk()
        let token = try #require(try await desk.granted(Self.ask, as: "program")["access_token"]?.string)
        _ = try await desk.repositories.clients.remove(ID("program"), audit: desk.event(.clientDeleted))
        try await desk.register("program", #""grant_types": ["client_credentials"], "scope": "signatures admin openid profile""#)
        _ = try await desk.granted(Self.ask, as: "program")
        #expect(try await !desk.isActive(token, for: "program"))
    }

    @Test func `one token's end is not another's, and a standing authorization outlives the night`() async throws {
        let desk = try await Self.desk()
        let first = try #require(try await desk.granted(Self.ask, as: "program")["access_token"]?.string)
        let second = try #require(try await desk.granted(Self.ask, as: "program")["access_token"]?.string)
        _ = try await desk.post("/revoke", [("token", first)], as: "program")
        #expect(try await !desk.isActive(first, for: "program"))
        #expect(try await desk.isActive(second, for: "program"))
        for _ in 0..<6 {
            desk.time.pass(50_000)
            let token = try #require(try await desk.granted(Self.ask, as: "program")["access_token"]?.string)
            try await Retention().purge(desk.database, at: desk.time.now)
            #expect(try await desk.isActive(token, for: "program"))
        }
    }

    @Test func `UserInfo has nobody to tell of`() async throws {
        let desk = try await Self.desk()
        let token = try #require(try await desk.granted(Self.ask, as: "program")["access_token"]?.string)
        let response = try await desk.post("/userinfo", [("access_token", token)], as: nil)
        #expect(response.status == .forbidden)
    }

    @Test(arguments: [
        ("signatures", "signatures"), ("admin signatures", "admin signatures"), ("signatures signatures", "signatures"),
    ])
    func `§3.3 a scope that is asked for is the scope that is given`(asked: String, given: String) async throws {
        let desk = try await Self.desk()
        #expect(try await desk.granted(Self.ask + [("scope", asked)], as: "program")["scope"] == .string(given))
    }

    @Test(arguments: [
        ("openid", Rejection.scopeEmpty), ("profile", .scopeEmpty), ("signatures openid", .scopeEmpty), ("other", .scopeEmpty),
        ("\"", .scopeMalformed), (" ", .scopeEmpty),
    ])
    func `§3.3 what concerns a person, or is not registered, is refused`(asked: String, rejection: Rejection) async throws {
        let desk = try await Self.desk()
        #expect(try await desk.refusal(Self.ask + [("scope", asked)], as: "program").contains(rejection))
    }

    @Test func `§4.4 only clients that are registered for it`() async throws {
        let desk = try await Self.desk()
        #expect(try await desk.refusal(Self.ask, as: "portal") == [.grantTypeNotRegistered])
        #expect(try await desk.refusal(Self.ask, as: nil) == [.clientAuthenticationAbsent])
    }

    @Test func `§4.4 never a client without credentials`() async throws {
        let desk = try await Self.desk()
        await #expect(throws: ClientMetadataRejection.self) {
            try await desk.register("open", #""grant_types": ["client_credentials"], "token_endpoint_auth_method": "none""#)
        }
    }

    /// RFC 9700 §4.15: a program whose name is somebody's subject would be taken for that person.
    @Test(arguments: [
        "9d2f6b6e-0000-4000-8000-000000000001", "9D2F6B6E-0000-4000-8000-000000000001", String(repeating: "a", count: 42) + "A",
        Base64URL.encode([UInt8](repeating: 255, count: 32)),
    ])
    func `§4.15 no program has the name of a person`(id: String) async throws {
        let desk = try await Self.desk()
        await #expect {
            try await desk.register(id, #""grant_types": ["client_credentials"]"#)
        } throws: {
            ($0 as? ClientMetadataRejection)?.member == "client_id"
        }
        // As a portal, it is nobody's subject.
        try await desk.register(id, #""redirect_uris": ["https://portal.example/cb"]"#)
    }

    @Test func `every subject that is made has the shape that programs may not have`() async throws {
        let desk = try await Self.desk()
        let person = try await desk.person()
        for type in ["public", "pairwise"] {
            let client = try await desk.register(
                "portal-\(type)", #""redirect_uris": ["https://portal.example/cb"], "subject_type": "\#(type)""#)
            #expect(SubjectIdentifier.isShapeOfSubject(desk.provider.subjects.subject(of: person.account, for: client)))
        }
    }
}
