import Primitives
import Testing
import TokenCrypto

/// RFC 7520 and its companion for curve 25519.
@Suite(.enabled(if: Corpus.isPresent, "the published vectors are not beside the repository"))
struct JOSECookbookTests {
    @Test(arguments: [("3_1.ec_public_key", JWKError.curveUnsupported), ("3_5.symmetric_key_mac_computation", .symmetricKey)])
    func `§3 keys of kinds that are not offered are refused`(file: String, error: JWKError) throws {
        #expect(throws: error) { try JWK(parsing: try Corpus.json("rfc7520/jwk/\(file).json")) }
    }

    @Test func `§3.3 an RSA public key is read`() throws {
        let json = try Corpus.json("rfc7520/jwk/3_3.rsa_public_key.json")
        let key = try JWK(parsing: json)
        #expect(key.keyID == "bilbo.baggins@hobbiton.example")
        #expect(key.json == json.object)
    }

    @Test func `§3.4 an RSA private key is read by the signer, and by nothing that expects a public one`() throws {
        let json = try Corpus.json("rfc7520/jwk/3_4.rsa_private_key.json")
        #expect(throws: JWKError.privateMemberPresent) { try JWK(parsing: json) }
        let key = try SigningKey(jwk: json, algorithm: .rs256)
        #expect(key.publicKey.json["d"] == nil)
        #expect(key.publicKey.json["n"] == (try Corpus.json("rfc7520/jwk/3_3.rsa_public_key.json"))["n"])
    }

    @Test func `§4.1 an RSA signature verifies, and is made again`() throws {
        let (input, compact) = try Self.example("jws/4_1.rsa_v15_signature")
        let key = try SigningKey(jwk: try #require(input["key"]), algorithm: .rs256)
        let parsed = try JWS.Parsed(parsing: compact)
        let payload = try parsed.verified(by: key.publicKey, algorithm: .rs256)
        #expect(payload == Array(try input.text("payload").utf8))
        #expect(try JWS.sign(payload, type: nil, key: key) == compact)
    }

    @Test(arguments: ["jws/4_2.rsa-pss_signature", "jws/4_3.ecdsa_signature", "jws/4_4.hmac-sha2_integrity_protection"])
    func `§4.2–4.4 PS384, ES512 and HS256 are refused by name`(file: String) throws {
        let parsed = try JWS.Parsed(parsing: try Self.example(file).compact)
        let keys = JWKSet(keys: [try SigningKey.generate(.es256).publicKey])
        #expect(throws: JOSERejection.algorithmNotAllowed) {
            try parsed.verified(by: keys, algorithms: Set(SignatureAlgorithm.allCases))
        }
    }

    @Test func `RFC 7797 an unencoded payload is refused`() throws {
        let header = try Corpus.json("rfc7520/rfc7797/4.2.hmac-sha2_b64_false.json")["signing"]?["protected_b64u"]?.string
        #expect(throws: JOSERejection.unencodedPayload) { try JWS.Parsed(parsing: "\(try #require(header)).JC4wMg.AA") }
    }

    @Test func `RFC 8037 an Ed25519 signature verifies, and is made again`() throws {
        let (input, compact) = try Self.example("curve25519/jws")
        let key = try SigningKey(jwk: try #require(input["key"]))
        let parsed = try JWS.Parsed(parsing: compact)
        let payload = try parsed.verified(by: key.publicKey, algorithm: .edDSA)
        #expect(payload == Array(try input.text("payload").utf8))
        let parts = compact.split(separator: ".")
        let signature = try key.sign(Array(parts.prefix(2).joined(separator: ".").utf8))
        #expect(Base64URL.encode(signature) == parts.last.map(String.init))
    }

    private static func example(_ file: String) throws -> (input: JSON, compact: String) {
        let json = try Corpus.json("rfc7520/\(file).json")
        guard let input = json["input"], let output = json["output"] else { throw VectorFailure(member: "input") }
        return (input, try output.text("compact"))
    }
}
