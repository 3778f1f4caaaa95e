import OAuth
import Primitives
import Testing
import TokenCrypto

/// RFC 7591 §2 and §5: what a registrant may say of its own client, and what only the operator may.
@Suite struct RegistrantMetadataTests {
    private static let now = Instant(secondsSinceEpoch: 1_800_000_000)
    private static let world = World(now: { now }, random: { count in (0..<count).map { _ in UInt8.random(in: 0...255) } })
    private static let policy = ClientPolicy(
        loopbackAllowed: false, authenticationMethods: ["client_secret_basic", "private_key_jwt", "none"],
        grantTypes: ["authorization_code", "refresh_token", "client_credentials"])

    private static func register(_ members: String, agency: ID<Agency>? = ID("G15")) throws -> ClientRegistration.Registered {
        let document = try JSON(parsing: #"{"redirect_uris": ["https://a.example/cb"]\#(members.isEmpty ? "" : ", " + members)}"#)
        return try ClientRegistration.register(RegistrantMetadata(document, agency: agency), policy: policy, world: world)
    }

    private static func update(_ client: ClientRegistration, _ members: String) throws -> ClientRegistration.Registered {
        let identity = #""client_id": "\#(client.id.value)", "redirect_uris": ["https://a.example/cb"]"#
        let document = try JSON(parsing: "{\(identity)\(members.isEmpty ? "" : ", " + members)}")
        return try client.updated(byRegistrant: document, policy: policy, world: world)
    }

    @Test(arguments: [
        (#""agency": "H26""#, "agency"), (#""consent": "none""#, "consent"), (#""consent": 1"#, "consent"),
        (#""profile": "legacy-portal""#, "profile"), (#""profile": 7"#, "profile"),
        (#""grant_types": ["client_credentials"]"#, "grant_types"),
        (#""grant_types": ["authorization_code", "implicit"]"#, "grant_types"),
        (#""response_types": ["id_token token"]"#, "response_types"),
        (#""scope": "openid admin""#, "scope"), (#""scope": "openid signatures""#, "scope"),
        (#""id_token_signed_response_alg": "none""#, "id_token_signed_response_alg"),
        (#""id_token_signed_response_alg": "HS256""#, "id_token_signed_response_alg"),
        (#""token_endpoint_auth_method": "magic""#, "token_endpoint_auth_method"),
        (#""token_endpoint_auth_method": "none", "require_pkce": false"#, "require_pkce"),
        (#""logo_uri": "javascript:alert(1)""#, "logo_uri"), (#""policy_uri": "http://a.example/""#, "policy_uri"),
        (#""tos_uri#vi": "data:text/html,x""#, "tos_uri#vi"), (#""initiate_login_uri": "https://a.example/#x""#, "initiate_login_uri"),
        (#""contacts": "someone""#, "contacts"), (#""client_uri": 3"#, "client_uri"),
        (#""jwks": {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "AA"}]}"#, "jwks"),
        (#""jwks": {"keys": [{"kty": "oct", "k": "AAAA"}]}"#, "jwks"),
        (#""backchannel_logout_uri": "https://127.1/""#, "backchannel_logout_uri"),
    ])
    func `what a registrant may not have is refused by name`(members: String, member: String) {
        #expect { try Self.register(members) } throws: { ($0 as? ClientMetadataRejection)?.member == member }
    }

    @Test(arguments: [
        "http://a.example/cb", "javascript:alert(1)", "https://*.a.example/cb", "https://a.example/cb#x", "https://user@a.example/cb",
        "data:text/html,x", "//a.example/cb", "https:///cb", "http://localhost/cb",
    ])
    func `a weak redirect URI is refused`(address: String) throws {
        let document: JSON = ["redirect_uris": [.string(address)]]
        #expect {
            try ClientRegistration.register(RegistrantMetadata(document, agency: nil), policy: Self.policy, world: Self.world)
        } throws: { ($0 as? ClientMetadataRejection)?.member == "redirect_uris" }
    }

    @Test func `an agency's scopes need an agency`() throws {
        #expect(try Self.register(#""scope": "openid identity""#).client.scopes == ["openid", "identity"])
        #expect { try Self.register(#""scope": "openid identity""#, agency: nil) } throws: {
            ($0 as? ClientMetadataRejection)?.member == "scope"
        }
    }

    /// Mass assignment: what is not a registrant's to say is as if it had not been said.
    @Test func `identity, secret and unknown members are ignored`() throws {
        let (client, secret) = try Self.register(
            #""client_id": "admin", "id": "admin", "client_secret": "0123456789abcdef", "client_id_issued_at": 1, "role": "root", "registration_access_token": "x", "resource_uri": "https://x.example""#
        )
        #expect(client.id.value.utf8.count == 22)
        #expect(client.secretHash != Digest.sha256(Array("0123456789abcdef".utf8)))
        #expect(secret?.exposed.count == 43)
        #expect(client.metadata["client_id_issued_at"] == JSON(Self.now))
        for name in ["role", "registration_access_token", "resource_uri"] { #expect(client.metadata[name] == nil) }
    }

    @Test func `what is not said is what the standard says, and what the house keeps`() throws {
        let (client, _) = try Self.register("")
        #expect(client.idTokenAlgorithm == .rs256)
        #expect(client.agency == ID("G15"))
        #expect(client.sector == "agency:G15")
        #expect(client.requiresPKCE)
        #expect(client.consent == .notice)
        #expect(try !Self.register(#""require_pkce": false"#).client.requiresPKCE)
    }

    @Test func `an update replaces what the registrant says, and keeps what it cannot say`() throws {
        let (client, _) = try Self.register(#""consent": "explicit", "minimum_acr": "LoA2", "client_name": "Old""#)
        let (changed, secret) = try Self.update(client, #""client_name": "New""#)
        #expect(changed.name == "New")
        #expect((changed.consent, changed.minimumLevel, changed.agency) == (.explicit, .loa2, ID("G15")))
        #expect(changed.secretHash == client.secretHash && secret == nil)
        #expect(changed.metadata["client_id_issued_at"] == JSON(Self.now))
        #expect(changed.metadata["client_name"] == "New")
    }

    @Test(arguments: [
        (#""consent": "notice""#, "consent"), (#""minimum_acr": "LoA1""#, "minimum_acr"), (#""require_pkce": false"#, "require_pkce"),
        (#""client_secret": "0123456789abcdef""#, "client_secret"), (#""agency": "H26""#, "agency"),
    ])
    func `an update makes nothing less strict`(members: String, member: String) throws {
        let (client, _) = try Self.register(#""consent": "explicit", "minimum_acr": "LoA2""#)
        #expect { try Self.update(client, members) } throws: { ($0 as? ClientMetadataRejection)?.member == member }
    }

    /// RFC 7592 §2.2.
    @Test(arguments: [
        #"{"redirect_uris": ["https://a.example/cb"]}"#, #"{"client_id": "other", "redirect_uris": ["https://a.example/cb"]}"#,
    ])
    func `an update names the client itself`(text: String) throws {
        let (client, _) = try Self.register("")
        #expect { try client.updated(byRegistrant: JSON(parsing: text), policy: Self.policy, world: Self.world) } throws: {
            ($0 as? ClientMetadataRejection)?.member == "client_id"
        }
    }

    @Test func `what was answered can be sent back as it is`() throws {
        let (client, _) = try Self.register(#""consent": "explicit", "scope": "openid identity", "tos_uri": "https://a.example/tos""#)
        let (same, _) = try client.updated(byRegistrant: .object(client.metadata), policy: Self.policy, world: Self.world)
        #expect(same == client)
    }

    @Test func `what the operator gave stays`() throws {
        let (client, _) = try Self.register("")
        var document = client.metadata
        document["consent"] = "none"
        document["grant_types"] = ["authorization_code", "client_credentials"]
        let given = try client.updated(with: .object(document), policy: Self.policy)
        let (same, _) = try given.updated(byRegistrant: .object(given.metadata), policy: Self.policy, world: Self.world)
        #expect(same.consent == ClientRegistration.ConsentMode.none)
        #expect(same.grantTypes == ["authorization_code", "client_credentials"])
    }

    @Test func `a client that comes to need a secret gets one`() throws {
        let (client, none) = try Self.register(#""token_endpoint_auth_method": "none""#)
        #expect(none == nil)
        let (changed, secret) = try Self.update(client, #""token_endpoint_auth_method": "client_secret_basic""#)
        #expect(changed.secretHash == secret.map { Digest.sha256($0.exposed) })
        #expect(secret != nil)
    }
}
