import OAuth
import Primitives
import Storage
import Testing
import TokenCrypto

/// ASVS 5.0 10.4.8: however often it is used, access without the person ends some day.
@Suite struct RefreshLifetimeTests {
    @Test func `a refresh token ends at the latest ninety days after the sign-in`() async throws {
        let desk = try await Desk()
        let portal = try await desk.register(
            "portal", #""redirect_uris": ["https://portal.example/cb"], "grant_types": ["authorization_code", "refresh_token"]"#)
        let person = try await desk.person()
        let tokens = try await desk.signIn(person, at: portal, scope: ["openid", "offline_access"])
        var token = try #require(tokens["refresh_token"]?.string)
        for _ in 0..<3 {
            desk.time.pass(29 * 86_400)
            token = try #require(
                try await desk.granted([("grant_type", "refresh_token"), ("refresh_token", token)], as: "portal")["refresh_token"]?.string)
        }
        // 87 days; what is given now lives three more, not thirty.
        desk.time.pass(3 * 86_400 - 1)
        let last = try await desk.granted([("grant_type", "refresh_token"), ("refresh_token", token)], as: "portal")
        #expect(last["expires_in"] == 1)
        desk.time.pass(1)
        let refusal = try await desk.refusal(
            [("grant_type", "refresh_token"), ("refresh_token", try #require(last["refresh_token"]?.string))], as: "portal")
        #expect(refusal.contains(.refreshTokenUnknown))
    }

    @Test func `a refresh token that nobody used for thirty days is dead`() async throws {
        let desk = try await Desk()
        let portal = try await desk.register(
            "portal", #""redirect_uris": ["https://portal.example/cb"], "grant_types": ["authorization_code", "refresh_token"]"#)
        let tokens = try await desk.signIn(try await desk.person(), at: portal, scope: ["openid", "offline_access"])
        desk.time.pass(30 * 86_400)
        let refusal = try await desk.refusal(
            [("grant_type", "refresh_token"), ("refresh_token", try #require(tokens["refresh_token"]?.string))], as: "portal")
        #expect(refusal.contains(.refreshTokenUnknown))
    }
}
