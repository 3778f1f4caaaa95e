import HTTP
import Primitives
import RelyingParty
import Testing
import TokenCrypto

@Suite struct SignInTransactionTests {
    let clock = SampleClock()
    let key = Secret([UInt8](repeating: 7, count: 32))

    private func transaction() -> SignInTransaction {
        SignInTransaction(minimumLevel: .loa3, maximumAge: 60, returnPath: "/dossiers?tab=2", world: clock.world)
    }

    @Test func `what was sealed is opened`() throws {
        let transaction = transaction()
        let sealed = try transaction.sealed(key: key, clientID: "moj", world: clock.world)
        #expect(try SignInTransaction(opening: sealed, key: key, clientID: "moj", now: clock.now) == transaction)
        #expect(!sealed.contains(transaction.state))
    }

    @Test func `RFC 7636 §4.2 the challenge is the digest of the verifier`() {
        let transaction = transaction()
        #expect(transaction.codeVerifier.utf8.count == 43)
        #expect(transaction.codeChallenge == Base64URL.encode(Digest.sha256(Array(transaction.codeVerifier.utf8))))
    }

    @Test func `another client's or another key's transaction is not ours`() throws {
        let sealed = try transaction().sealed(key: key, clientID: "moj", world: clock.world)
        #expect(throws: Rejection(.transactionForged)) {
            try SignInTransaction(opening: sealed, key: key, clientID: "hanoi", now: clock.now)
        }
        let other = Secret([UInt8](repeating: 8, count: 32))
        #expect(throws: Rejection(.transactionForged)) {
            try SignInTransaction(opening: sealed, key: other, clientID: "moj", now: clock.now)
        }
    }

    @Test func `every changed byte is noticed`() throws {
        let sealed = try #require(Base64URL.decode(try transaction().sealed(key: key, clientID: "moj", world: clock.world)))
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            let text = Base64URL.encode(changed)
            #expect(throws: Rejection(.transactionForged)) {
                try SignInTransaction(opening: text, key: key, clientID: "moj", now: clock.now)
            }
        }
    }

    @Test(arguments: ["", "!", String(repeating: "A", count: 5000)])
    func `garbage is refused`(text: String) {
        #expect(throws: Rejection(.transactionForged)) { try SignInTransaction(opening: text, key: key, clientID: "moj", now: clock.now) }
    }

    @Test func `ten minutes are the end`() throws {
        let sealed = try transaction().sealed(key: key, clientID: "moj", world: clock.world)
        clock.advance(600)
        #expect(try SignInTransaction(opening: sealed, key: key, clientID: "moj", now: clock.now).maximumAge == 60)
        clock.advance(1)
        #expect(throws: Rejection(.transactionExpired)) {
            try SignInTransaction(opening: sealed, key: key, clientID: "moj", now: clock.now)
        }
    }
}

@Suite struct AuthorizationRequestTests {
    static func client(minimumLevel: AuthenticationContextClass? = nil) -> ClientConfiguration {
        ClientConfiguration(
            issuer: Sample.issuer, clientID: "moj", authentication: .clientSecretBasic("s"), redirectURI: "https://moj.example.vn/callback",
            scopes: ["profile"], minimumLevel: minimumLevel)
    }

    private func fields(_ options: SignInOptions, minimumLevel: AuthenticationContextClass? = nil) throws -> (Form, SignInTransaction) {
        let request = try AuthorizationRequest(
            client: Self.client(minimumLevel: minimumLevel), options: options, world: SampleClock().world)
        let endpoint = try #require(HTTPAddress(parsing: "https://id.example.vn/authorize?tenant=1"))
        let location = request.location(at: endpoint)
        #expect(location.hasPrefix("https://id.example.vn/authorize?tenant=1&"))
        return (try Form(parsing: String(location.drop { $0 != "?" }.dropFirst())), request.transaction)
    }

    @Test func `RFC 6749 §4.1.1 the request carries code, PKCE, state and nonce`() throws {
        let (form, transaction) = try fields(SignInOptions())
        #expect(form["response_type"] == "code")
        #expect(form["client_id"] == "moj")
        #expect(form["redirect_uri"] == "https://moj.example.vn/callback")
        #expect(form["scope"] == "openid profile")
        #expect(form["state"] == transaction.state)
        #expect(form["nonce"] == transaction.nonce)
        #expect(form["code_challenge"] == transaction.codeChallenge)
        #expect(form["code_challenge_method"] == "S256")
        #expect(form["acr_values"] == nil)
        #expect(Set([transaction.state, transaction.nonce, transaction.codeVerifier]).count == 3)
    }

    @Test(arguments: [
        (AuthenticationContextClass?.none, AuthenticationContextClass.loa2), (.loa1, .loa2), (.loa2, .loa2),
    ])
    func `the higher of configured and wished level is asked for and kept`(
        configured: AuthenticationContextClass?, asked: AuthenticationContextClass
    )
        throws
    {
        let (form, transaction) = try fields(SignInOptions(minimumLevel: .loa2), minimumLevel: configured)
        #expect(form["acr_values"] == asked.rawValue)
        #expect(transaction.minimumLevel == asked)
    }

    @Test func `a wish below the configured level does not lower it`() throws {
        #expect(try fields(SignInOptions(minimumLevel: .loa1), minimumLevel: .loa3).1.minimumLevel == .loa3)
    }

    @Test func `wishes travel in the standard's parameters`() throws {
        let (form, _) = try fields(SignInOptions(maximumAge: 0, prompt: "login", locales: ["vi", "en"], loginHint: "a&b=c"))
        #expect(form["max_age"] == "0")
        #expect(form["prompt"] == "login")
        #expect(form["ui_locales"] == "vi en")
        #expect(form["login_hint"] == "a&b=c")
    }

    @Test(arguments: ["//evil.example", "/\\evil.example", "https://evil.example", "", "dossiers", "/a\r\nb", "/a\tb", "/ế"])
    func `only own paths are returned to`(path: String) {
        #expect(throws: Rejection(.returnPathForeign)) {
            try AuthorizationRequest(client: Self.client(), options: SignInOptions(returnPath: path), world: SampleClock().world)
        }
    }
}

@Suite struct AuthorizationResponseTests {
    let transaction = SignInTransaction(minimumLevel: nil, maximumAge: nil, returnPath: nil, world: SampleClock().world)

    private func metadata(namesIssuer: Bool = true) throws -> ProviderMetadata {
        var document = ProviderMetadataTests.document
        document["authorization_response_iss_parameter_supported"] = .bool(namesIssuer)
        return try ProviderMetadata(parsing: document, issuer: try #require(HTTPAddress(parsing: Sample.issuer)))
    }

    private var iss: String { "iss=https%3A%2F%2Fid.example.vn" }

    @Test func `RFC 6749 §4.1.2 the code of our own request is taken`() throws {
        let query = "code=abc&state=\(transaction.state)&\(iss)"
        #expect(try AuthorizationResponse(parsing: query, transaction: transaction, metadata: metadata()).code == "abc")
    }

    @Test(arguments: [
        ("code=abc&state=other&ISS", Rejection(.stateMismatch)),
        ("code=abc&ISS", Rejection(.stateMismatch)),
        ("code=abc&state=STATE&state=STATE&ISS", Rejection(.parameterRepeated, "state")),
        ("code=abc&code=def&state=STATE&ISS", Rejection(.parameterRepeated, "code")),
        ("code=abc&state=STATE&ISS&ISS", Rejection(.parameterRepeated, "iss")),
        ("code=abc&state=STATE", Rejection(.responseIssuerMissing)),
        ("code=abc&state=STATE&iss=https%3A%2F%2Fevil.example", Rejection(.responseIssuerMismatch)),
        ("code=abc&state=STATE&iss=https%3A%2F%2Fid.example.vn%2F", Rejection(.responseIssuerMismatch)),
        ("state=STATE&ISS", Rejection(.responseCodeMissing)),
        ("code=&state=STATE&ISS", Rejection(.responseCodeMissing)),
        ("error=access_denied&state=STATE&ISS", Rejection(.authorizationRefused, "access_denied")),
        ("error=access_denied&code=abc&state=STATE&ISS", Rejection(.authorizationRefused, "access_denied")),
        ("error=%3Cscript%3E%0A%22&state=STATE&ISS", Rejection(.authorizationRefused, "<script>")),
        ("error=access_denied&state=other&ISS", Rejection(.stateMismatch)),
        ("error=access_denied&state=STATE", Rejection(.responseIssuerMissing)),
        ("code=%ZZ&state=STATE&ISS", Rejection(.parameterMalformed)),
        ("code=%FF&state=STATE&ISS", Rejection(.parameterMalformed)),
        ("code=a%00b&state=STATE&ISS", Rejection(.parameterMalformed)),
        ("", Rejection(.stateMismatch)),
    ])
    func `RFC 9207 §2.4, RFC 6749 §4.1.2.1 each wrong answer is refused by name`(query: String, rejection: Rejection) throws {
        let text = query.replacing("STATE", with: transaction.state).replacing("ISS", with: iss)
        #expect(throws: rejection) { try AuthorizationResponse(parsing: text, transaction: transaction, metadata: metadata()) }
    }

    @Test func `RFC 9207 §2.4 a provider that never names itself may be silent, but not lie`() throws {
        let query = "code=abc&state=\(transaction.state)"
        #expect(try AuthorizationResponse(parsing: query, transaction: transaction, metadata: metadata(namesIssuer: false)).code == "abc")
        #expect(throws: Rejection(.responseIssuerMismatch)) {
            try AuthorizationResponse(
                parsing: query + "&iss=https://evil.example", transaction: transaction, metadata: metadata(namesIssuer: false))
        }
    }
}
