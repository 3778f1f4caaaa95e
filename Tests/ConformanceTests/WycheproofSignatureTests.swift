import Primitives
import Testing
import TokenCrypto

/// Project Wycheproof's vectors for raw signatures. Suites for curves and digests that are not offered are left out: ES256 is P-256 with
/// SHA-256 alone, and so on.
@Suite(.enabled(if: Corpus.isPresent, "the published vectors are not beside the repository"))
struct WycheproofSignatureTests {
    @Test(arguments: [
        ("ecdsa_secp256r1_sha256_p1363_test", SignatureAlgorithm.es256), ("ecdsa_secp384r1_sha384_p1363_test", .es384),
        ("ed25519_test", .edDSA),
        ("rsa_pss_2048_sha256_mgf1_32_test", .ps256), ("rsa_pss_3072_sha256_mgf1_32_test", .ps256),
        ("rsa_pss_4096_sha256_mgf1_32_test", .ps256), ("rsa_signature_2048_sha256_test", .rs256),
        ("rsa_signature_3072_sha256_test", .rs256),
        ("rsa_signature_4096_sha256_test", .rs256),
    ])
    func `signatures hold and fail as they must`(file: String, algorithm: SignatureAlgorithm) throws {
        var counts = (held: 0, failed: 0)
        for group in try Corpus.json("wycheproof/\(file).json").list("testGroups") {
            let exponent = group["publicKey"]?["publicExponent"]?.string
            if let exponent, exponent != "010001" {
                // Smaller exponents are sound when everything else is; this server asks for more. FIPS 186-5 §A.1.1.
                #expect(throws: JWKError.exponentUnacceptable) { try JWK(parsing: try Self.key(group)) }
                continue
            }
            let key = try JWK(parsing: try Self.key(group))
            for test in try group.list("tests") {
                let verdict = try Self.verdict(test, key: key, algorithm: algorithm)
                let (number, expectation) = (try test.number("tcId"), try test.text("result"))
                // `acceptable` is PKCS #1 without the NULL of its digest's name: it is refused, RFC 8017 §8.2.2 compares all bytes.
                #expect(verdict == (expectation == "valid" ? nil : .signatureInvalid), "\(file) \(number)")
                if verdict == nil { counts.held += 1 } else { counts.failed += 1 }
            }
        }
        #expect(counts.held > 5 && counts.failed > 30, "\(file) has lost its tests")
    }

    @Test(arguments: ["ecdsa_secp256r1_sha512_p1363_test", "ecdsa_secp384r1_sha512_p1363_test"])
    func `a digest that the algorithm does not name is refused`(file: String) throws {
        for group in try Corpus.json("wycheproof/\(file).json").list("testGroups").prefix(20) {
            let key = try JWK(parsing: try Self.key(group))
            let algorithm: SignatureAlgorithm = key.type == .p256 ? .es256 : .es384
            for test in try group.list("tests") {
                #expect(try Self.verdict(test, key: key, algorithm: algorithm) == .signatureInvalid)
            }
        }
    }

    @Test func `P-521 is refused as a curve that is not offered`() throws {
        for group in try Corpus.json("wycheproof/ecdsa_secp521r1_sha512_p1363_test.json").list("testGroups") {
            #expect(throws: JWKError.curveUnsupported) { try JWK(parsing: try Self.key(group)) }
        }
    }

    private static func key(_ group: JSON) throws -> JSON {
        if let jwk = group["publicKeyJwk"] ?? group["publicJwk"] { return jwk }
        guard let key = group["publicKey"] else { throw VectorFailure(member: "publicKey") }
        if key["uncompressed"] != nil { return try ellipticKey(key) }
        let modulus = try key.bytes("modulus").drop { $0 == 0 }
        let exponent = try key.bytes("publicExponent").drop { $0 == 0 }
        return ["kty": "RSA", "n": .string(Base64URL.encode(Array(modulus))), "e": .string(Base64URL.encode(Array(exponent)))]
    }

    private static func ellipticKey(_ key: JSON) throws -> JSON {
        let point = try key.bytes("uncompressed").dropFirst()
        let (x, y) = (Array(point.prefix(point.count / 2)), Array(point.suffix(point.count / 2)))
        let curves = ["secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"]
        let curve = try curves[key.text("curve")] ?? ""
        return ["kty": "EC", "crv": .string(curve), "x": .string(Base64URL.encode(x)), "y": .string(Base64URL.encode(y))]
    }

    private static func verdict(_ test: JSON, key: JWK, algorithm: SignatureAlgorithm) throws -> JOSERejection? {
        let (signature, message) = (try test.bytes("sig"), try test.bytes("msg"))
        do throws(JOSERejection) {
            try key.verify(signature, of: message, algorithm: algorithm)
            return nil
        } catch {
            return error
        }
    }
}
