import Primitives
import Testing
import TokenCrypto

/// Project Wycheproof's vectors for compact JWS and for keys. `invalid` must never pass; `valid` must, where the algorithm is one of ours.
@Suite(.enabled(if: Corpus.isPresent, "the published vectors are not beside the repository"))
struct WycheproofJOSETests {
    @Test(arguments: ["json_web_signature_test", "json_web_key_test", "json_web_crypto_test"])
    func `tokens pass and fail as they must`(file: String) throws {
        var passed = 0
        for group in try Corpus.json("wycheproof/\(file).json").list("testGroups") {
            for test in try group.list("tests") {
                guard let token = test["jws"]?.string else { continue }
                let number = try test.number("tcId")
                // Where the algorithm is not one of ours, even a valid token is refused.
                let named = (try? JWS.Parsed(parsing: token))?.algorithmName
                let mayPass = try test.text("result") == "valid" && named.flatMap(SignatureAlgorithm.init(name:)) != nil
                let outcome = Result { try Self.payload(of: token, group: group) }
                #expect(((try? outcome.get()) != nil) == mayPass, "\(file) \(number): \(outcome)")
                if mayPass { passed += 1 }
            }
        }
        #expect(passed > 0, "\(file) has lost its tests")
    }

    @Test(arguments: [
        ("jws_rsa_roca_key", JWKError.modulusWeak), ("keysize_too_small", .modulusTooShort),
        ("exponentOne", .exponentUnacceptable),
        ("wrong_curve", .memberMalformed("x")), ("invalid_point", .pointNotOnCurve), ("wrong_kty", .memberMissing("n")),
        ("HS256", .symmetricKey),
    ])
    func `a bad key is refused by its name`(comment: String, error: JWKError) throws {
        let groups = try Corpus.json("wycheproof/json_web_key_test.json").list("testGroups")
        for group in try groups.filter({ try $0.text("comment") == comment }) {
            let keys = try Self.keys(group)
            #expect(throws: error) { try JWK(parsing: try #require(keys.first)) }
        }
    }

    private static func keys(_ group: JSON) throws -> [JSON] {
        guard let json = group["public"] ?? group["private"] else { throw VectorFailure(member: "public") }
        return json["keys"]?.array ?? [json]
    }

    private static func payload(of token: String, group: JSON) throws -> [UInt8] {
        let keys = try JWKSet(parsing: ["keys": .array(try keys(group))])
        return try JWS.Parsed(parsing: token).verified(by: keys, algorithms: Set(SignatureAlgorithm.allCases))
    }
}
