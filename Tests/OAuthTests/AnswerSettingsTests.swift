import OAuth
import Primitives
import Testing
import TokenCrypto

/// Which forms of answers a client can be registered for.
@Suite struct AnswerSettingsTests {
    private static let world = World(now: { Instant(secondsSinceEpoch: 1_800_000_000) }, random: { [UInt8](repeating: 7, count: $0) })
    private static let policy = ClientPolicy(
        loopbackAllowed: false, authenticationMethods: ["client_secret_basic"], grantTypes: ["authorization_code"])
    private static let key = Result { try DecryptionKey.generate(.ecdhES, keyID: "enc") }

    private static func register(_ members: [(String, JSON)], withKey: Bool = true) throws -> ClientRegistration {
        var document: JSON.Object = ["redirect_uris": ["https://portal.example/cb"]]
        if withKey { document["jwks"] = ["keys": [.object(try key.get().publicKey.json)]] }
        for (name, value) in members { document[name] = value }
        return try ClientRegistration.register(.object(document), policy: policy, world: world).client
    }

    @Test func `what was registered survives the store`() throws {
        let client = try Self.register([
            ("id_token_encrypted_response_alg", "ECDH-ES"), ("userinfo_signed_response_alg", "ES256"),
            ("userinfo_encrypted_response_alg", "ECDH-ES+A256KW"), ("userinfo_encrypted_response_enc", "A256GCM"),
            ("introspection_signed_response_alg", "ES256"), ("introspection_encrypted_response_alg", "ECDH-ES+A128KW"),
        ])
        #expect(client.answers.idTokenEncryption == ResponseEncryption(algorithm: .ecdhES, encryption: .a128CBCHS256))
        #expect(client.answers.userInfoEncryption == ResponseEncryption(algorithm: .ecdhESA256KW, encryption: .a256GCM))
        #expect(client.answers.introspectionEncryption == ResponseEncryption(algorithm: .ecdhESA128KW, encryption: .a128CBCHS256))
        #expect(client.metadata["id_token_encrypted_response_enc"] == "A128CBC-HS256")
        #expect(ClientRegistration(stored: client.metadata, secretHash: client.secretHash)?.answers == client.answers)
    }

    @Test(
        arguments: [
            ([("id_token_encrypted_response_alg", "dir")], "id_token_encrypted_response_alg"),
            ([("id_token_encrypted_response_alg", "RSA1_5")], "id_token_encrypted_response_alg"),
            ([("id_token_encrypted_response_alg", "RSA-OAEP-256")], "jwks"),
            ([("id_token_encrypted_response_enc", "A128GCM")], "id_token_encrypted_response_enc"),
            (
                [("id_token_encrypted_response_alg", "ECDH-ES"), ("id_token_encrypted_response_enc", "A192GCM")],
                "id_token_encrypted_response_enc"
            ),
            ([("userinfo_encrypted_response_alg", "ECDH-ES")], "userinfo_signed_response_alg"),
            ([("introspection_signed_response_alg", "none")], "introspection_signed_response_alg"),
            ([("introspection_encrypted_response_enc", "A128GCM")], "introspection_encrypted_response_enc"),
            ([("access_token_format", "paseto")], "access_token_format"), ([("access_token_status", true)], "access_token_status"),
            ([("access_token_format", "opaque"), ("access_token_status", "status_list")], "access_token_status"),
            ([("resource_identifiers", "https://resource.example")], "resource_identifiers"),
            ([("resource_identifiers", ["resource"])], "resource_identifiers"),
            ([("resource_identifiers", ["https://resource.example/#api"])], "resource_identifiers"),
        ] as [([(String, JSON)], String)])
    func `what cannot be kept is refused by its member`(members: [(String, JSON)], member: String) throws {
        let rejection = #expect(throws: ClientMetadataRejection.self) { try Self.register(members) }
        #expect(rejection?.member == member)
    }

    @Test func `encryption needs a key of the client that is meant for it`() throws {
        let rejection = #expect(throws: ClientMetadataRejection.self) {
            try Self.register([("id_token_encrypted_response_alg", "ECDH-ES")], withKey: false)
        }
        #expect(rejection?.member == "jwks")
        let signing = try SigningKey.generate(.es256).publicKey.json
        let other = #expect(throws: ClientMetadataRejection.self) {
            try Self.register(
                [("jwks", ["keys": [.object(signing)]]), ("id_token_encrypted_response_alg", "ECDH-ES")], withKey: false)
        }
        #expect(other?.member == "jwks")
    }
}
