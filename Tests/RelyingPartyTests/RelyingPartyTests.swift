import HTTP
import HTTPTypes
import Primitives
import RelyingParty
import Testing
import TokenCrypto

/// The whole library against a provider on a real socket.
@Suite(.timeLimit(.minutes(1))) struct RelyingPartyTests {
    let clock = SampleClock()

    private func withParty(
        authentication: ClientAuthentication = .clientSecretBasic("se:cret &ộ"),
        _ body: @Sendable (LoopbackProvider, RelyingParty) async throws -> Void
    ) async throws {
        let clock = clock
        try await LoopbackProvider.running { provider in
            let client = ClientConfiguration(
                issuer: provider.issuer, clientID: "moj", authentication: authentication,
                redirectURI: "http://localhost:8081/callback", postLogoutRedirectURI: "http://localhost:8081/", minimumLevel: .loa2)
            let party = try RelyingParty(client, world: clock.world)
            do {
                try await body(provider, party)
            } catch {
                try await party.close()
                throw error
            }
            try await party.close()
        }
    }

    /// Starts a sign-in, as the provider sees it: the request's parameters and the transaction of the browser.
    private func started(_ party: RelyingParty) async throws -> (Form, SignInStart) {
        let start = try await party.startSignIn(SignInOptions(returnPath: "/dossiers"))
        return (try Form(parsing: String(start.location.drop { $0 != "?" }.dropFirst())), start)
    }

    private func callback(_ form: Form, _ provider: LoopbackProvider) -> String {
        Form([("code", "code-1"), ("state", form["state"] ?? ""), ("iss", provider.issuer)]).encoded
    }

    @Test func `a sign-in from start to userinfo`() async throws {
        try await withParty { provider, party in
            let (form, start) = try await started(party)
            provider.grant(idToken: try provider.idToken(nonce: form["nonce"]))
            let signIn = try await party.finishSignIn(query: callback(form, provider), transaction: start.transaction)
            #expect(signIn.idToken.subject == "pairwise-1")
            #expect(signIn.returnPath == "/dossiers")
            #expect(signIn.tokens.refreshToken == "refresh-1")

            let request = try #require(provider.requests("/token").first)
            #expect(request.form["grant_type"] == "authorization_code")
            #expect(request.form["code"] == "code-1")
            #expect(request.form["redirect_uri"] == "http://localhost:8081/callback")
            let verifier = try #require(request.form["code_verifier"])
            #expect(Base64URL.encode(Digest.sha256(Array(verifier.utf8))) == form["code_challenge"])

            provider.reply("/userinfo", .init(["sub": "pairwise-1", "name": "Nguyễn Văn An"]))
            #expect(try await party.userInfo(signIn.tokens, of: signIn.idToken)["name"] == "Nguyễn Văn An")
            #expect(provider.requests("/userinfo").first?.authorization == "Bearer \(Sample.accessToken)")
            provider.reply("/userinfo", .init(["sub": "pairwise-2"]))
            await #expect(throws: Rejection(.subjectMismatch)) { try await party.userInfo(signIn.tokens, of: signIn.idToken) }
        }
    }

    @Test func `RFC 6749 §2.3.1 client id and secret are form-encoded before they are joined`() async throws {
        try await withParty { provider, party in
            let (form, start) = try await started(party)
            provider.grant(idToken: try provider.idToken(nonce: form["nonce"]))
            _ = try await party.finishSignIn(query: callback(form, provider), transaction: start.transaction)
            // moj:se%3Acret+%26%E1%BB%99
            #expect(provider.requests("/token").first?.authorization == "Basic bW9qOnNlJTNBY3JldCslMjYlRTElQkIlOTk=")
            #expect(provider.requests("/token").first?.form["client_secret"] == nil)
        }
    }

    @Test func `RFC 7523 §3 an assertion is signed for this provider alone and lives a minute`() async throws {
        let key = try SigningKey.generate(.es256, keyID: "portal")
        try await withParty(authentication: ClientAuthentication(.privateKeyJWT(key))) { provider, party in
            let (form, start) = try await started(party)
            provider.grant(idToken: try provider.idToken(nonce: form["nonce"]))
            _ = try await party.finishSignIn(query: callback(form, provider), transaction: start.transaction)
            let request = try #require(provider.requests("/token").first)
            #expect(request.form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            let token = try JWT.verify(
                try #require(request.form["client_assertion"]), keys: JWKSet(keys: [key.publicKey]),
                .init(
                    issuer: "moj", audience: [provider.issuer], exactAudience: true, algorithms: [.es256], now: clock.now, leeway: 0,
                    maximumLifetime: 60, required: ["sub", "jti", "iat"]))
            #expect(token.claims["sub"]?.string == "moj")
            #expect(request.authorization == nil)
        }
    }

    @Test(arguments: [
        (Change("a replayed token", "nonce", "another"), Rejection(.nonceMismatch)),
        (Change("a weaker sign-in", "acr", "LoA1"), Rejection(.levelTooLow, "LoA2")),
        (Change("another access token", "at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), Rejection(.accessTokenHashMismatch)),
        (Change("another client's token", "aud", "hanoi"), Rejection(.audienceMismatch)),
    ])
    func `a bad ID token signs nobody in`(change: Change, rejection: Rejection) async throws {
        try await withParty { provider, party in
            let (form, start) = try await started(party)
            provider.grant(idToken: try provider.idToken(nonce: form["nonce"], with: [change]))
            await #expect(throws: rejection) {
                try await party.finishSignIn(query: callback(form, provider), transaction: start.transaction)
            }
        }
    }

    @Test(arguments: [
        (
            LoopbackProvider.Reply(status: .badRequest, body: JSON.Object(dictionaryLiteral: ("error", "invalid_grant")).bytes),
            Rejection(.tokenRequestRefused, "invalid_grant")
        ),
        (.init(status: .badRequest, body: Array("<html>".utf8)), Rejection(.providerAnswerMalformed)),
        (.init(status: .internalServerError), Rejection(.providerStatusUnexpected, "500")),
        (.init(status: .found, headers: [.location: "http://127.0.0.1:1/"]), Rejection(.providerStatusUnexpected, "302")),
        (.init(["access_token": "a", "token_type": "Bearer"]), Rejection(.tokenResponseIncomplete, "id_token")),
        (.init(["token_type": "Bearer"]), Rejection(.tokenResponseIncomplete, "access_token")),
        (.init(["access_token": "a", "token_type": "mac"]), Rejection(.tokenTypeUnsupported)),
        (.init(["access_token": "a\r\nb", "token_type": "Bearer"]), Rejection(.tokenResponseIncomplete, "access_token")),
        (.init(status: .ok, body: [UInt8](repeating: 0x20, count: 300_000)), Rejection(.providerAnswerTooLarge)),
        (.init(status: .ok, body: Array(#"{"access_token":"a","access_token":"b"}"#.utf8)), Rejection(.providerAnswerMalformed)),
    ])
    func `each odd answer of the token endpoint has a name`(reply: LoopbackProvider.Reply, rejection: Rejection) async throws {
        try await withParty { provider, party in
            let (form, start) = try await started(party)
            provider.reply("/token", reply)
            await #expect(throws: rejection) {
                try await party.finishSignIn(query: callback(form, provider), transaction: start.transaction)
            }
        }
    }

    @Test func `login CSRF: an answer in a browser that did not ask is refused before anything is sent`() async throws {
        try await withParty { provider, party in
            let (mine, theirs) = (try await started(party), try await started(party))
            await #expect(throws: Rejection(.stateMismatch)) {
                try await party.finishSignIn(query: callback(theirs.0, provider), transaction: mine.1.transaction)
            }
            await #expect(throws: Rejection(.transactionForged)) {
                try await party.finishSignIn(query: callback(mine.0, provider), transaction: "")
            }
            #expect(provider.requests("/token").isEmpty)
        }
    }

    @Test func `discovery that names another issuer is refused`() async throws {
        try await withParty { provider, party in
            var document = provider.metadata
            document["issuer"] = .string(provider.issuer + "/")
            provider.reply("/.well-known/openid-configuration", .init(document))
            await #expect(throws: Rejection(.metadataIssuerMismatch)) { try await party.startSignIn() }
        }
    }

    @Test func `a provider that is not there has a name, and is found when it comes`() async throws {
        try await withParty { provider, party in
            provider.reply("/.well-known/openid-configuration", .init(status: .serviceUnavailable))
            await #expect(throws: Rejection(.providerStatusUnexpected, "503")) { try await party.prepare() }
            provider.reply("/.well-known/openid-configuration", .init(provider.metadata))
            clock.advance(1)
            try await party.prepare()
        }
        let nobody = try RelyingParty(
            ClientConfiguration(
                issuer: "http://127.0.0.1:1", clientID: "moj", authentication: .publicClient, redirectURI: "http://localhost/"),
            world: clock.world)
        await #expect(throws: Rejection(.providerUnreachable)) { try await nobody.prepare() }
        try await nobody.close()
    }

    @Test func `documents are fetched once for many sign-ins`() async throws {
        try await withParty { provider, party in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 { group.addTask { _ = try await party.startSignIn() } }
                try await group.waitForAll()
            }
            #expect(provider.requests("/.well-known/openid-configuration").count == 1)
        }
    }

    @Test func `a key that was published since is fetched, one that was invented is asked for once`() async throws {
        try await withParty { provider, party in
            let old = try #require(provider.keys.first)
            let audience = "https://api.example.vn"
            let claims = Change("", "aud", .string(audience)).applied(
                to: Change("", "iss", .string(provider.issuer)).applied(to: Sample.accessTokenClaims))
            let first = try JWT.sign(claims, type: "at+jwt", key: old)
            #expect(try await party.proveAccessToken(first, audience: audience).subject == "pairwise-1")

            let new = try SigningKey.generate(.es256, keyID: "k2")
            provider.publish([old, new])
            clock.advance(10)
            let second = try JWT.sign(claims, type: "at+jwt", key: new)
            #expect(try await party.proveAccessToken(second, audience: audience).subject == "pairwise-1")
            #expect(provider.requests("/jwks").count == 2)

            let forged = try JWT.sign(claims, type: "at+jwt", key: try SigningKey.generate(.es256, keyID: "invented"))
            for _ in 0..<20 {
                await #expect(throws: Rejection(.keyUnknown)) { try await party.proveAccessToken(forged, audience: audience) }
            }
            #expect(provider.requests("/jwks").count == 2)
        }
    }

    @Test(
        arguments: [("max-age=120", 120), ("public, max-age=86400", 3600), ("max-age=0", 60), ("no-store", 60), (nil, 300)]
            as [(String?, Int64)])
    func `RFC 9111 §5.2.2.1 keys are kept as long as the provider says, within bounds`(cacheControl: String?, lifetime: Int64) async throws
    {
        try await withParty { provider, party in
            var reply = LoopbackProvider.Reply(JWKSet(keys: provider.keys.map(\.publicKey)).json)
            reply.headers[.cacheControl] = cacheControl
            provider.reply("/jwks", reply)
            for _ in 0..<2 {
                await #expect(throws: Rejection(.malformed)) { try await party.proveAccessToken("x", audience: "a") }
                clock.advance(lifetime - 1)
            }
            #expect(provider.requests("/jwks").count == 1)
            clock.advance(1)
            await #expect(throws: Rejection(.malformed)) { try await party.proveAccessToken("x", audience: "a") }
            #expect(provider.requests("/jwks").count == 2)
        }
    }

    @Test func `RFC 6749 §6 a refresh gives new tokens of the same person only`() async throws {
        try await withParty { provider, party in
            let (form, start) = try await started(party)
            provider.grant(idToken: try provider.idToken(nonce: form["nonce"]))
            let signIn = try await party.finishSignIn(query: callback(form, provider), transaction: start.transaction)
            provider.grant(idToken: try provider.idToken(nonce: nil))
            let refreshed = try await party.refresh("refresh-1", of: signIn.idToken)
            #expect(refreshed.idToken.subject == "pairwise-1")
            #expect(provider.requests("/token").last?.form["refresh_token"] == "refresh-1")
            provider.grant(idToken: try provider.idToken(nonce: nil, with: [Change("", "sub", "pairwise-2")]))
            await #expect(throws: Rejection(.subjectMismatch)) { try await party.refresh("refresh-1", of: signIn.idToken) }
        }
    }

    @Test func `RFC 7009 §2 revocation, and RP-Initiated Logout §2`() async throws {
        try await withParty { provider, party in
            provider.reply("/revoke", .init(status: .ok))
            try await party.revoke("refresh-1")
            #expect(provider.requests("/revoke").first?.form["token"] == "refresh-1")

            let (form, start) = try await started(party)
            let text = try provider.idToken(nonce: form["nonce"])
            provider.grant(idToken: text)
            let signIn = try await party.finishSignIn(query: callback(form, provider), transaction: start.transaction)
            let location = try await party.signOutLocation(of: signIn.idToken, state: "s1", locales: ["vi"])
            #expect(location.hasPrefix(provider.issuer + "/end?"))
            let sent = try Form(parsing: String(location.drop { $0 != "?" }.dropFirst()))
            #expect(sent["id_token_hint"] == text)
            #expect(sent["post_logout_redirect_uri"] == "http://localhost:8081/")
            #expect(sent["state"] == "s1")
        }
    }

    @Test func `Back-Channel Logout §2.5 a notice is obeyed once`() async throws {
        try await withParty { provider, party in
            let claims = Change("", "iss", .string(provider.issuer)).applied(to: Sample.logoutTokenClaims)
            let text = try JWT.sign(claims, type: "logout+jwt", key: try #require(provider.keys.first))
            let body = Array(Form([("logout_token", text)]).encoded.utf8)
            #expect(try await party.receiveLogout(form: body).sessionID == "session-1")
            await #expect(throws: Rejection(.logoutTokenReplayed)) { try await party.receiveLogout(form: body) }
            await #expect(throws: Rejection(.logoutTokenAbsent)) { try await party.receiveLogout(form: []) }
            await #expect(throws: Rejection(.parameterRepeated, "logout_token")) {
                try await party.receiveLogout(form: body + Array("&".utf8) + body)
            }
        }
    }

    @Test(arguments: [
        ("http://id.example.vn", "https://moj.example.vn/callback", ConfigurationRejection.issuerNotSecure("http://id.example.vn")),
        ("https://id.example.vn?x=1", "https://moj.example.vn/callback", .issuerNotSecure("https://id.example.vn?x=1")),
        ("https://id.example.vn", "http://moj.example.vn/callback", .redirectURINotSecure("http://moj.example.vn/callback")),
    ])
    func `a configuration that cannot be safe is refused at once`(issuer: String, redirect: String, rejection: ConfigurationRejection) {
        #expect(throws: rejection) {
            try RelyingParty(
                ClientConfiguration(issuer: issuer, clientID: "moj", authentication: .publicClient, redirectURI: redirect),
                world: clock.world)
        }
    }
}
