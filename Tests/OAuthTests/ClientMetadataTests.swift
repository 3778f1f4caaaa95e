import OAuth
import Primitives
import Testing
import TokenCrypto

/// RFC 7591 §2, OpenID Connect Registration §2, and the members that are ours.
@Suite struct ClientMetadataTests {
    static let world = World(now: { Instant(secondsSinceEpoch: 1_800_000_000) }, random: { [UInt8](repeating: 7, count: $0) })
    static let policy = ClientPolicy(
        loopbackAllowed: false, authenticationMethods: ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
        grantTypes: ["authorization_code", "refresh_token"])

    static func register(_ text: String) throws -> ClientRegistration.Registered {
        try ClientRegistration.register(JSON(parsing: text), policy: policy, world: world)
    }

    @Test func `what is not said has the safe value`() throws {
        let (client, secret) = try Self.register(#"{"redirect_uris": ["https://portal.example/cb"]}"#)
        #expect(client.requiresPKCE)
        #expect(client.consent == .notice)
        #expect(client.subjectType == .pairwise)
        #expect(client.authenticationMethod == "client_secret_basic")
        #expect(client.grantTypes == ["authorization_code"])
        #expect(client.idTokenAlgorithm == .es256)
        #expect(client.scopes == ["openid", "profile", "email", "phone", "address"])
        #expect(secret?.exposed.count == 43)
        #expect(client.metadata["client_secret"] == nil)
    }

    @Test func `what a client says about its requests comes back`() throws {
        let key = try SigningKey.generate(.es256).publicKey
        let (client, _) = try Self.register(
            #"{"redirect_uris": ["https://portal.example/cb"], "require_pushed_authorization_requests": true, "require_signed_request_object": true, "#
                + #""request_object_signing_alg": "ES256", "authorization_signed_response_alg": "RS256", "jwks": "#
                + JSON.object(JWKSet(keys: [key]).json).text + "}")
        #expect(client.requests.mustBePushed && client.requests.mustBeSigned)
        #expect(client.requests.objectAlgorithm == .es256 && client.requests.responseAlgorithm == .rs256)
        #expect(ClientRegistration(stored: client.metadata, secretHash: client.secretHash) == client)
    }

    @Test func `a portal of before says until when it is one`() throws {
        let (client, _) = try Self.register(
            #"{"redirect_uris": ["https://portal.example/cb"], "agency": "G15", "profile": "legacy-portal", "legacy_until": "2027-06-30"}"#)
        #expect(client.profile == .legacyPortal && !client.requiresPKCE && client.subjectType == .public && client.scopes == ["openid"])
        #expect(!client.hasLapsed(at: Instant(secondsSinceEpoch: 1_814_374_799)), "23:59:59 in Vietnam")
        #expect(client.hasLapsed(at: Instant(secondsSinceEpoch: 1_814_374_800)))
        #expect(ClientRegistration(stored: client.metadata, secretHash: client.secretHash) == client)
        #expect(client.claims(for: ["openid"]) == ["account_kind", "name", "personal_number", "birthdate", "ial"])
        #expect(client.claims(for: ["profile"]) == ["name", "birthdate", "gender", "updated_at"], "without openid there is no sign-in")
    }

    @Test func `an agency's portal may ask for what the state knows already`() throws {
        let (client, _) = try Self.register(#"{"redirect_uris": ["https://portal.example/cb"], "agency": "000.00.00.G15"}"#)
        #expect(client.agency == ID("G15"))
        #expect(client.sector == "agency:G15")
        #expect(client.scopes.contains("identity"))
    }

    @Test(arguments: [
        (#"{}"#, "redirect_uris"), (#"[]"#, "client"), (#"{"redirect_uris": ["https://a.example/cb"], "nonsense": 1}"#, "nonsense"),
        (#"{"redirect_uris": ["http://a.example/cb"]}"#, "redirect_uris"),
        (#"{"redirect_uris": ["javascript:alert(1)"]}"#, "redirect_uris"),
        (#"{"redirect_uris": ["https://a.example/cb"], "token_endpoint_auth_method": "none", "require_pkce": false}"#, "require_pkce"),
        (
            #"{"redirect_uris": ["https://a.example/cb"], "token_endpoint_auth_method": "none", "client_secret": "0123456789abcdef"}"#,
            "client_secret"
        ),
        (#"{"redirect_uris": ["https://a.example/cb"], "client_secret": "short"}"#, "client_secret"),
        (#"{"redirect_uris": ["https://a.example/cb"], "token_endpoint_auth_method": "private_key_jwt"}"#, "jwks"),
        (#"{"redirect_uris": ["https://a.example/cb"], "grant_types": ["password"]}"#, "grant_types"),
        (#"{"redirect_uris": ["https://a.example/cb"], "response_types": ["token"]}"#, "response_types"),
        (#"{"redirect_uris": ["https://a.example/cb", "https://b.example/cb"]}"#, "redirect_uris"),
        (#"{"redirect_uris": ["https://a.example/cb"], "scope": "openid root"}"#, "scope"),
        (#"{"redirect_uris": ["https://a.example/cb"], "minimum_acr": "LoA9"}"#, "minimum_acr"),
        (#"{"redirect_uris": ["https://a.example/cb"], "agency": "g15"}"#, "agency"),
        (#"{"redirect_uris": ["https://a.example/cb"], "dpop_bound_access_tokens": "yes"}"#, "dpop_bound_access_tokens"),
        (#"{"redirect_uris": ["https://a.example/cb"], "backchannel_logout_uri": "http://10.0.0.1/x"}"#, "backchannel_logout_uri"),
        (#"{"redirect_uris": ["https://a.example/cb"], "client_name": "a\nb"}"#, "client_name"),
    ])
    func `a refusal names the member`(text: String, member: String) {
        #expect { try Self.register(text) } throws: { ($0 as? ClientMetadataRejection)?.member == member }
    }

    @Test func `what is stored restores the same registration`() throws {
        let (client, _) = try Self.register(
            #"{"client_id": "hanoi", "client_name": "Cổng", "client_name#en": "Portal", "redirect_uris": ["https://a.example/cb"], "agency": "H26", "consent": "explicit", "minimum_acr": "LoA1", "id_token_signed_response_alg": "RS256", "userinfo_signed_response_alg": "ES256", "grant_types": ["authorization_code", "refresh_token"], "backchannel_logout_uri": "https://a.example/bc", "default_max_age": 60, "dpop_bound_access_tokens": true, "contacts": ["a@b.example"]}"#
        )
        #expect(ClientRegistration(stored: client.metadata, secretHash: client.secretHash) == client)
    }

    @Test(arguments: [
        #"{"redirect_uris": ["https://a.example/cb"], "client_secret": "short"}"#,
        #"{"redirect_uris": ["https://a.example/cb"], "client_secret": "0123456789abcdef", "token_endpoint_auth_method": "none"}"#,
    ])
    func `an update has the rules of a new registration for secrets`(text: String) throws {
        let (client, _) = try Self.register(#"{"redirect_uris": ["https://a.example/cb"]}"#)
        #expect { try client.updated(with: JSON(parsing: text), policy: Self.policy) } throws: {
            ($0 as? ClientMetadataRejection)?.member == "client_secret"
        }
    }

    @Test func `an update with a new secret replaces the old one`() throws {
        let (client, _) = try Self.register(#"{"redirect_uris": ["https://a.example/cb"]}"#)
        let secret = "0123456789abcdef"
        let changed = try client.updated(
            with: JSON(parsing: #"{"redirect_uris": ["https://a.example/cb"], "client_secret": "\#(secret)"}"#), policy: Self.policy)
        #expect(changed.secretHash == Digest.sha256(Array(secret.utf8)))
        let keyed = try changed.updated(
            with: JSON(parsing: #"{"redirect_uris": ["https://a.example/cb"], "token_endpoint_auth_method": "none"}"#), policy: Self.policy)
        #expect(keyed.secretHash == nil)
    }

    @Test func `an update keeps the secret and the identifier`() throws {
        let (client, _) = try Self.register(#"{"client_id": "hanoi", "redirect_uris": ["https://a.example/cb"]}"#)
        let changed = try client.updated(with: JSON(parsing: #"{"redirect_uris": ["https://a.example/new"]}"#), policy: Self.policy)
        #expect(changed.secretHash == client.secretHash)
        #expect(changed.id == client.id)
        #expect(changed.redirectURIs == ["https://a.example/new"])
        #expect { try client.updated(with: JSON(parsing: #"{"client_id": "x", "redirect_uris": []}"#), policy: Self.policy) } throws: {
            ($0 as? ClientMetadataRejection)?.member == "client_id"
        }
    }
}
