import HTTP
import HTTPTypes
import Primitives
import RelyingParty
import Synchronization
import Testing
import TokenCrypto

@testable import DemoPortal

/// The portal without sockets, with sessions put in by hand; `Tests/Browser` signs in for real.
@Suite struct PortalTests {
    static let now = Instant(secondsSinceEpoch: 1_795_000_000)
    static let session = "session-id"

    /// A portal whose provider is not there, and one person signed in with claims that try to break out of the page.
    private func withPortal(_ body: @Sendable (Portal) async throws -> Void) async throws {
        let draws = Mutex<UInt64>(0)
        let world = World(
            now: { Self.now },
            random: { count in
                let number = draws.withLock { value in
                    value += 1
                    return value
                }
                return Array(Digest.sha512(Array("\(number)".utf8)).prefix(count))
            })
        let accent = try #require(Accent("#1d4f91"))
        let settings = PortalSettings(
            name: "Cổng <Tư pháp>", englishName: "Justice & Co", publicURL: "http://localhost:8081", accent: accent, port: 8081)
        let party = try RelyingParty(
            ClientConfiguration(
                issuer: "http://127.0.0.1:1", clientID: "moj", authentication: .publicClient, redirectURI: settings.redirectURI),
            world: world)
        let portal = Portal(settings: settings, party: party, world: world)
        await portal.sessions.insert(try signedIn())
        do { try await body(portal) } catch {
            try await party.close()
            throw error
        }
        try await party.close()
    }

    private func signedIn() throws -> PortalSession {
        let key = try SigningKey.generate(.es256, keyID: "k")
        let claims: JSON.Object = [
            "iss": "https://id.example.vn", "aud": "moj", "sub": "pairwise-<1>", "iat": JSON(Self.now), "exp": JSON(Self.now + 60),
            "auth_time": JSON(Self.now), "acr": "LoA2", "amr": ["pwd", "<b>"], "sid": "s1",
        ]
        let check = TokenCheck(issuer: "https://id.example.vn", audience: "moj", algorithms: [.es256], now: Self.now)
        let token = try IDToken(
            verifying: try JWT.sign(claims, type: "JWT", key: key), keys: JWKSet(keys: [key.publicKey]),
            .init(check: check, nonce: .notNeeded))
        let released = Claims([
            "sub": "pairwise-<1>", "name": "<script>alert('An')</script>", "personal_number": "001090100123", "<img>": "\"'&<>",
        ])
        return PortalSession(id: ID(Self.session), idToken: token, claims: released, started: Self.now)
    }

    private func request(
        _ method: HTTPRequest.Method = .get, _ path: String, query: String? = nil, cookies: String? = "portal_8081_session=\(session)",
        headers: HTTPFields = [:], body: String = ""
    ) -> Request {
        var headers = headers
        if let cookies { headers[.cookie] = cookies }
        return Request(method: method, path: path, query: query, headers: headers, body: Array(body.utf8))
    }

    private func text(_ response: Response) -> String { String(decoding: response.body, as: UTF8.self) }

    @Test func `who is signed in is shown, and nothing of it is markup`() async throws {
        try await withPortal { portal in
            let page = text(await portal.respond(to: request(.get, "/")))
            #expect(page.contains("Xin chào, &lt;script&gt;alert(&#39;An&#39;)&lt;/script&gt;"))
            #expect(page.contains("pairwise-&lt;1&gt;"))
            #expect(page.contains("<strong>LoA2</strong>"))
            #expect(page.contains("001•••••123"))
            #expect(page.contains("Cổng &lt;Tư pháp&gt;"))
            for markup in ["<script", "<b>\"", "<img", "001090100123"] { #expect(!page.contains(markup)) }
        }
    }

    @Test func `the session as JSON, and nothing without the cookie`() async throws {
        try await withPortal { portal in
            let json = try JSON(parsing: await portal.respond(to: request(.get, "/session.json")).body)
            #expect(json["signedIn"] == true)
            #expect(json["sub"] == "pairwise-<1>")
            #expect(json["acr"] == "LoA2")
            #expect(json["auth_time"] == JSON(Self.now))
            #expect(json["sid"] == "s1")
            for cookies in [nil, "portal_8082_session=\(Self.session)", "portal_8081_session=x; portal_8081_session=\(Self.session)"] {
                #expect(text(await portal.respond(to: request(.get, "/session.json", cookies: cookies))) == #"{"signedIn":false}"#)
            }
        }
    }

    static let fetchSite = HTTPField.Name("sec-fetch-site") ?? .origin

    static let foreignForms: [(String, HTTPFields)] = [
        ("", [:]), ("csrf=", [:]), ("csrf=AAAA", [:]), ("csrf=TOKEN&csrf=TOKEN", [:]), ("csrf=TOKEN", [fetchSite: "cross-site"]),
        ("csrf=TOKEN", [fetchSite: "same-site"]), ("csrf=TOKEN", [.origin: "http://localhost:8082"]), ("csrf=TOKEN", [.origin: "null"]),
    ]

    @Test(arguments: foreignForms)
    func `a foreign form signs nobody out`(body: String, headers: HTTPFields) async throws {
        try await withPortal { portal in
            let body = body.replacing("TOKEN", with: portal.antiForgery.token(for: ID(Self.session)))
            #expect(await portal.respond(to: request(.post, "/sign-out", headers: headers, body: body)).status == .forbidden)
            #expect(await portal.sessions.find(ID(Self.session), now: Self.now) != nil)
        }
    }

    @Test func `signing out ends the session here even when the provider is away`() async throws {
        try await withPortal { portal in
            let body = "csrf=" + portal.antiForgery.token(for: ID(Self.session))
            let headers: HTTPFields = [.origin: "null", Self.fetchSite: "same-origin"]
            let response = await portal.respond(to: request(.post, "/sign-out", headers: headers, body: body))
            #expect(response.status == .serviceUnavailable)
            #expect(text(response).contains("Mới đăng xuất khỏi cổng này"))
            #expect(await portal.sessions.find(ID(Self.session), now: Self.now) == nil)
        }
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, "/nothing", HTTPResponse.Status.notFound), (.get, "/sign-out", .methodNotAllowed),
        (.post, "/", .methodNotAllowed), (.trace, "/", .methodNotAllowed), (.get, "/backchannel-logout", .methodNotAllowed),
        (.get, "/../etc/passwd", .notFound), (.get, "/sign-in", .serviceUnavailable), (.get, "/callback", .badRequest),
    ])
    func `every wrong request has its status`(method: HTTPRequest.Method, path: String, status: HTTPResponse.Status) async throws {
        try await withPortal { portal in
            let response = await portal.respond(to: request(method, path, query: "state=x&code=y"))
            #expect(response.status == status)
            #expect(response.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            #expect((response.headers[.allow] != nil) == (status == .methodNotAllowed))
        }
    }

    @Test func `a logout notice that cannot be judged is asked for again, a senseless one is not`() async throws {
        try await withPortal { portal in
            #expect(
                await portal.respond(to: request(.post, "/backchannel-logout", body: "logout_token=a.b.c")).status == .serviceUnavailable)
            #expect(await portal.respond(to: request(.post, "/backchannel-logout", body: "x=y")).status == .badRequest)
        }
    }

    @Test func `the language is chosen on the page and kept`() async throws {
        try await withPortal { portal in
            let response = await portal.respond(to: request(.get, "/", query: "lang=en", cookies: nil))
            #expect(text(response).contains("<html lang=\"en\">"))
            #expect(response.headers[values: .setCookie].contains { $0.hasPrefix("portal_8081_lang=en;") })
            let later = await portal.respond(to: request(.get, "/", cookies: "portal_8081_lang=en"))
            #expect(text(later).contains("Justice &amp; Co"))
            let foreign = await portal.respond(to: request(.get, "/", query: "lang=%22%3E", cookies: nil))
            #expect(text(foreign).contains("<html lang=\"vi\">"))
        }
    }
}

@Suite struct PortalSessionsTests {
    private func session(_ id: String, sid: String?, sub: String, started: Int64 = 0) throws -> PortalSession {
        let key = try SigningKey.generate(.es256, keyID: "k")
        var claims: JSON.Object = ["iss": "https://i", "aud": "c", "sub": .string(sub), "iat": 0, "exp": 60]
        claims["sid"] = sid.map { .string($0) }
        let check = TokenCheck(issuer: "https://i", audience: "c", algorithms: [.es256], now: Instant(secondsSinceEpoch: 0))
        let token = try IDToken(
            verifying: try JWT.sign(claims, type: nil, key: key), keys: JWKSet(keys: [key.publicKey]),
            .init(check: check, nonce: .notNeeded))
        return PortalSession(id: ID(id), idToken: token, claims: Claims([:]), started: Instant(secondsSinceEpoch: started))
    }

    private func order(sid: String?, sub: String?) throws -> LogoutToken {
        let key = try SigningKey.generate(.es256, keyID: "k")
        var claims: JSON.Object = [
            "iss": "https://i", "aud": "c", "iat": 0, "exp": 60, "jti": "1",
            "events": ["http://schemas.openid.net/event/backchannel-logout": [:]],
        ]
        claims["sid"] = sid.map { .string($0) }
        claims["sub"] = sub.map { .string($0) }
        let check = TokenCheck(issuer: "https://i", audience: "c", algorithms: [.es256], now: Instant(secondsSinceEpoch: 0))
        return try LogoutToken(
            verifying: try JWT.sign(claims, type: "logout+jwt", key: key), keys: JWKSet(keys: [key.publicKey]), check: check)
    }

    @Test(
        arguments: [
            (sid: "s1", sub: "p1", left: ["b", "c", "d"]), (sid: "s1", sub: nil, left: ["b", "c", "d"]),
            (sid: nil, sub: "p1", left: ["c", "d"]),
            (sid: "s1", sub: "p2", left: ["a", "b", "c", "d"]), (sid: "s9", sub: nil, left: ["a", "b", "c", "d"]),
        ] as [(sid: String?, sub: String?, left: [String])])
    func `Back-Channel Logout §2.7 the named session ends, or all of the person's`(sid: String?, sub: String?, left: [String]) async throws
    {
        let sessions = PortalSessions()
        for (id, sid, sub) in [("a", "s1", "p1"), ("b", "s2", "p1"), ("c", "s3", "p2")] {
            await sessions.insert(try session(id, sid: sid, sub: sub))
        }
        await sessions.insert(try session("d", sid: nil, sub: "p3"))
        await sessions.end(try order(sid: sid, sub: sub), at: Instant(secondsSinceEpoch: 1))
        var found: [String] = []
        for id in ["a", "b", "c", "d"] where await sessions.find(ID(id), now: Instant(secondsSinceEpoch: 1)) != nil { found.append(id) }
        #expect(found == left)
    }

    @Test func `a sign-in that was under way when its session ended opens none`() async throws {
        let sessions = PortalSessions(capacity: 2)
        await sessions.end(try order(sid: "s1", sub: "p1"), at: Instant(secondsSinceEpoch: 100))
        #expect(await sessions.insert(try session("late", sid: "s1", sub: "p1", started: 101)) == false)
        #expect(await sessions.find(ID("late"), now: Instant(secondsSinceEpoch: 102)) == nil)
        #expect(await sessions.insert(try session("next", sid: "s2", sub: "p1", started: 101)))
        #expect(await sessions.insert(try session("old", sid: "s1", sub: "p1", started: 699)) == false)
        #expect(await sessions.insert(try session("forgotten", sid: "s1", sub: "p1", started: 700)))
    }

    @Test func `what is remembered of ended sessions is bounded, the latest kept`() async throws {
        let sessions = PortalSessions(capacity: 2)
        for number in 1...3 { await sessions.end(try order(sid: "s\(number)", sub: nil), at: Instant(secondsSinceEpoch: Int64(number))) }
        #expect(await sessions.insert(try session("a", sid: "s1", sub: "p", started: 4)))
        #expect(await sessions.insert(try session("b", sid: "s2", sub: "p", started: 4)) == false)
        #expect(await sessions.insert(try session("c", sid: "s3", sub: "p", started: 4)) == false)
    }

    @Test func `sessions end after their time, and their number is bounded`() async throws {
        let sessions = PortalSessions(capacity: 2)
        for (index, id) in ["a", "b", "c"].enumerated() {
            await sessions.insert(try session(id, sid: nil, sub: "p", started: Int64(index)))
        }
        #expect(await sessions.find(ID("a"), now: Instant(secondsSinceEpoch: 3)) == nil)
        #expect(await sessions.find(ID("b"), now: Instant(secondsSinceEpoch: PortalSession.lifetime)) != nil)
        #expect(await sessions.find(ID("b"), now: Instant(secondsSinceEpoch: PortalSession.lifetime + 1)) == nil)
    }
}
