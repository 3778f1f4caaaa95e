import Primitives
import Testing
import TokenCrypto

/// RFC 7516 and RFC 7518 §4.6, §5: their own examples where they use what is offered here, and RFC 7520 §5.
@Suite struct JSONWebEncryptionTests {
    @Test(.enabled(if: Corpus.isPresent, "the published vectors are not beside the repository"))
    func `RFC 7520 §5.4 and §5.5 tokens for elliptic keys open`() throws {
        for (file, algorithm, encryption) in [
            (
                "5_4.key_agreement_with_key_wrapping_using_ecdh-es_and_aes-keywrap_with_aes-gcm", KeyManagementAlgorithm.ecdhESA128KW,
                ContentEncryptionAlgorithm.a128GCM
            ),
            ("5_5.key_agreement_using_ecdh-es_with_aes-cbc-hmac-sha2", .ecdhES, .a128CBCHS256),
        ] {
            let (input, compact) = try Self.example(file)
            let key = try DecryptionKey(jwk: try #require(input["key"]))
            let opened = try JWE.decrypt(compact, keys: [key], algorithms: [algorithm], encryptions: [encryption])
            #expect(opened.payload == Array(try input.text("plaintext").utf8))
        }
    }

    @Test(
        .enabled(if: Corpus.isPresent, "the published vectors are not beside the repository"),
        arguments: [
            ("5_1.key_encryption_using_rsa_v15_and_aes-hmac-sha2", JWERejection.algorithmNotAllowed),
            ("5_2.key_encryption_using_rsa-oaep_with_aes-gcm", .algorithmNotAllowed),
            ("5_3.key_wrap_using_pbes2-aes-keywrap_with-aes-cbc-hmac-sha2", .algorithmNotAllowed),
            ("5_6.direct_encryption_using_aes-gcm", .algorithmNotAllowed),
            ("5_7.key_wrap_using_aes-gcm_keywrap_with_aes-cbc-hmac-sha2", .algorithmNotAllowed),
            ("5_8.key_wrap_using_aes-keywrap_with_aes-gcm", .algorithmNotAllowed), ("5_9.compressed_content", .compressed),
        ])
    func `RFC 7520 §5 what is not offered is refused by name`(file: String, rejection: JWERejection) throws {
        let compact = try Self.example(file).compact
        #expect(throws: rejection) {
            try JWE.decrypt(
                compact, keys: [try DecryptionKey.generate(.ecdhES)], algorithms: Set(KeyManagementAlgorithm.allCases),
                encryptions: Set(ContentEncryptionAlgorithm.allCases))
        }
    }

    /// Alice's and Bob's keys, and the key that follows for `A128GCM`. What was encrypted with it must open by our own derivation.
    @Test func `RFC 7518 appendix C the agreed key is the published one`() throws {
        let bob = try DecryptionKey(jwk: [
            "kty": "EC", "crv": "P-256", "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
            "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
            "d": "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
        ])
        let header: JSON.Object = [
            "alg": "ECDH-ES", "enc": "A128GCM", "apu": "QWxpY2U", "apv": "Qm9i",
            "epk": [
                "kty": "EC", "crv": "P-256", "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
                "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
            ],
        ]
        // Made with AES-128-GCM under VqqN6vgjbSBcIijNcacQGg, a vector of zeros, and the header above as context.
        let token = "\(Base64URL.encode(header.bytes))..AAAAAAAAAAAAAAAA.1rT9q5h3.hXE1--cgoX7zMMFastEAlg"
        let opened = try JWE.decrypt(token, keys: [bob], algorithms: [.ecdhES], encryptions: [.a128GCM])
        #expect(opened.payload == Array("agreed".utf8))
    }

    private static func example(_ file: String) throws -> (input: JSON, compact: String) {
        let json = try Corpus.json("rfc7520/jwe/\(file).json")
        guard let input = json["input"], let output = json["output"] else { throw VectorFailure(member: "input") }
        return (input, try output.text("compact"))
    }
}
