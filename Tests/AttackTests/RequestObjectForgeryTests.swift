import HTTP
import OAuth
import Primitives
import Storage
import Testing
import TokenCrypto

/// A request that somebody else signed, or that was signed for another purpose. RFC 9101 §10, THREATS §2 and §4.
@Suite struct RequestObjectForgeryTests {
    static let issuer = "https://id.example.vn"
    let key: SigningKey
    let client: ClientRegistration
    let objects = RequestObject(issuer: Self.issuer, now: Portal.now)

    init() async throws {
        key = try SigningKey.generate(.es256)
        let portal = try await Portal(["jwks": .object(JWKSet(keys: [key.publicKey]).json)])
        client = try #require(try await portal.clients.find(ID("portal")))
    }

    static var sound: JSON.Object {
        [
            "iss": "portal", "aud": .string(issuer), "exp": JSON(Portal.now + 60), "client_id": "portal", "response_type": "code",
            "redirect_uri": .string(Portal.redirect), "scope": "openid", "max_age": 600, "claims": ["userinfo": ["name": .null]],
            "resource": ["https://a.example", "https://b.example"], "nonce": .null,
        ]
    }

    func read(_ claims: JSON.Object, type: String? = "oauth-authz-req+jwt", key: SigningKey? = nil) async throws -> Parameters {
        let text = try JWT.sign(claims, type: type, key: key ?? self.key)
        return try await objects.parameters(
            in: Parameters(Form([("client_id", "portal"), ("request", text), ("scope", "outside")])), of: client)
    }

    @Test func `§4 each claim is the parameter that it stands for, and nothing outside counts`() async throws {
        let parameters = try await read(Self.sound)
        #expect(parameters["scope"] == "openid" && parameters["max_age"] == "600" && parameters["nonce"] == nil)
        #expect(parameters["claims"] == #"{"userinfo":{"name":null}}"#)
        #expect(parameters.all("resource") == ["https://a.example", "https://b.example"])
        #expect(parameters["iss"] == nil && parameters["exp"] == nil && parameters["aud"] == nil && parameters["request"] == nil)
    }

    @Test(
        arguments: [
            ("iss", "stranger", .requestObjectForeign), ("client_id", "stranger", .requestObjectForeign),
            ("client_id", 1, .requestObjectForeign),
            ("aud", "https://other.example", .requestObjectInvalid),
            ("aud", ["https://id.example.vn", "https://other.example"], .requestObjectInvalid),
            ("aud", [], .requestObjectInvalid), ("exp", 1, .requestObjectInvalid), ("exp", "soon", .requestObjectInvalid),
            ("exp", 9_000_000_000_000, .requestObjectInvalid), ("nbf", 1_900_000_000, .requestObjectInvalid),
            ("iat", 1_900_000_000, .requestObjectInvalid), ("sub", "portal", .requestObjectInvalid),
            ("request", "x", .requestObjectInvalid),
            ("request_uri", "urn:x", .requestObjectInvalid), ("resource", [1], .requestObjectInvalid),
        ] as [(String, JSON, Rejection)])
    func `what does not fit is refused`(name: String, value: JSON, rejection: Rejection) async {
        var claims = Self.sound
        claims[name] = value
        await #expect(throws: rejection) { try await read(claims) }
    }

    @Test(arguments: ["iss", "aud", "exp"])
    func `what is missing is refused`(name: String) async {
        var claims = Self.sound
        claims[name] = nil
        await #expect(throws: Rejection.self) { try await read(claims) }
    }

    @Test(arguments: ["at+jwt", "logout+jwt", "client-authentication+jwt", "dpop+jwt", ""])
    func `§10.8 a token of another type is no request`(type: String) async {
        await #expect(throws: Rejection.requestObjectInvalid) { try await read(Self.sound, type: type) }
    }

    @Test func `another key signs nothing`() async throws {
        let stranger = try SigningKey.generate(.es256)
        await #expect(throws: Rejection.requestObjectInvalid) { try await read(Self.sound, key: stranger) }
    }

    @Test func `the registered algorithm alone`() async throws {
        var bound = client
        bound.requests.objectAlgorithm = .ps256
        let text = try JWT.sign(Self.sound, type: nil, key: key)
        await #expect(throws: Rejection.requestObjectInvalid) {
            try await objects.parameters(in: Parameters(Form([("request", text)])), of: bound)
        }
    }

    @Test func `who must sign is not heard otherwise`() async throws {
        var bound = client
        bound.requests.mustBeSigned = true
        await #expect(throws: Rejection.requestObjectRequired) {
            try await objects.parameters(in: Parameters(Form([("scope", "openid")])), of: bound)
        }
    }

    @Test func `an object that came twice is not chosen from`() async throws {
        let text = try JWT.sign(Self.sound, type: nil, key: key)
        let parameters = try await objects.parameters(in: Parameters(Form([("request", text), ("request", text)])), of: client)
        #expect(throws: Rejection.parameterRepeated) { try parameters.checkUnique() }
    }
}
