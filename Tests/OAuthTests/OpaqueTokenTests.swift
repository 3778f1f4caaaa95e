import HTTP
import HTTPTypes
import OAuth
import Primitives
import Storage
import Testing
import TokenCrypto

/// Access tokens that say nothing to whoever reads them.
@Suite struct OpaqueTokenTests {
    private static let members =
        #""redirect_uris": ["https://portal.example/cb"], "require_pkce": false, "access_token_format": "opaque""#

    @Test func `it is random, and introspection knows what a JWT would say`() async throws {
        let desk = try await Desk()
        let client = try await desk.register("portal", Self.members)
        let person = try await desk.person()
        let answer = try await desk.signIn(person, at: client, scope: ["openid", "profile"])
        let token = try #require(answer["access_token"]?.string)
        #expect(Base64URL.decode(token)?.count == 38)
        #expect(throws: JOSERejection.self) { try JWS.Parsed(parsing: token) }
        let told = try JSON(parsing: try await desk.post("/introspect", [("token", token)], as: "portal").body)
        #expect(told["active"] == true && told["client_id"] == "portal" && told["iss"] == .string(Desk.issuer))
        #expect(told["scope"] == "openid profile" && told["aud"] == .string(Desk.issuer))
        #expect(told["sub"] == .string(desk.provider.subjects.subject(of: person.account, for: client)))
    }

    @Test func `it opens UserInfo, until it is revoked`() async throws {
        let desk = try await Desk()
        let client = try await desk.register("portal", Self.members)
        let token = try #require(try await desk.signIn(try await desk.person(), at: client)["access_token"]?.string)
        #expect(try await desk.post("/userinfo", [("access_token", token)], as: nil).status == .ok)
        #expect(try await desk.post("/userinfo", [("access_token", token + "A")], as: nil).status == .unauthorized)
        _ = try await desk.post("/revoke", [("token", token)], as: "portal")
        #expect(try await desk.post("/userinfo", [("access_token", token)], as: nil).status == .unauthorized)
        #expect(try await !desk.isActive(token, for: "portal"))
    }

    @Test func `it says no more than its own scopes`() async throws {
        let desk = try await Desk()
        let client = try await desk.register(
            "portal", Self.members + #", "grant_types": ["authorization_code", "refresh_token"], "scope": "openid profile""#)
        let answer = try await desk.signIn(try await desk.person(), at: client, scope: ["openid", "profile"])
        let refreshed = try await desk.granted(
            [("grant_type", "refresh_token"), ("refresh_token", try #require(answer["refresh_token"]?.string)), ("scope", "openid")],
            as: "portal")
        let token = try #require(refreshed["access_token"]?.string)
        let told = try JSON(parsing: try await desk.post("/introspect", [("token", token)], as: "portal").body)
        #expect(told["scope"] == "openid")
        let userInfo = try JSON(parsing: try await desk.post("/userinfo", [("access_token", token)], as: nil).body)
        #expect(userInfo.object?.names == ["sub"])
    }

    /// A token meant for a resource may be asked about by that resource, and by nobody else's.
    @Test func `a resource may ask about tokens that are meant for it`() async throws {
        let desk = try await Desk()
        let client = try await desk.register("portal", Self.members)
        try await desk.register(
            "resource",
            #""redirect_uris": ["https://resource.example/cb"], "resource_identifiers": ["\#(Desk.issuer)", "https://resource.example/api"]"#
        )
        try await desk.register(
            "stranger", #""redirect_uris": ["https://stranger.example/cb"], "resource_identifiers": ["\#(Desk.issuer)/api"]"#)
        let answer = try await desk.signIn(try await desk.person(), at: client)
        let token = try #require(answer["access_token"]?.string)
        #expect(try await desk.isActive(token, for: "resource"))
        #expect(try await !desk.isActive(token, for: "stranger"))
        _ = try await desk.post("/revoke", [("token", token)], as: "resource")
        #expect(try await desk.isActive(token, for: "resource"), "it may ask, and nothing else")
    }
}
