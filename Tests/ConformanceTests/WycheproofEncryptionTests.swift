import Primitives
import Testing
import TokenCrypto

/// Project Wycheproof's vectors for encrypted tokens and the parts that they are made of.
@Suite(.enabled(if: Corpus.isPresent, "the published vectors are not beside the repository"))
struct WycheproofEncryptionTests {
    @Test(arguments: ["json_web_encryption_test", "json_web_crypto_test"])
    func `tokens open and stay closed as they must`(file: String) throws {
        var opened = 0
        for group in try Corpus.json("wycheproof/\(file).json").list("testGroups") {
            for test in try group.list("tests") {
                guard let token = test["jwe"]?.string else { continue }
                let number = try test.number("tcId")
                let mayOpen = try test.text("result") == "valid" && Self.isOffered(token, group)
                let outcome = Result { try Self.open(token, group: group) }
                #expect(((try? outcome.get()) != nil) == mayOpen, "\(file) \(number): \(outcome)")
                guard mayOpen, let payload = try? outcome.get() else { continue }
                opened += 1
                guard test["pt"] != nil else { continue }
                let expected = try test.bytes("pt")
                #expect(payload == expected, "\(file) \(number)")
            }
        }
        #expect(opened > 0, "\(file) has lost its tests")
    }

    /// Where an algorithm is not one of ours, even a valid token is refused.
    private static func isOffered(_ token: String, _ group: JSON) -> Bool {
        let part = token.split(separator: ".", omittingEmptySubsequences: false).first.flatMap { Base64URL.decode($0) }
        guard let part, let header = try? JSON(parsing: part) else { return false }
        let algorithm = header["alg"]?.string.flatMap(KeyManagementAlgorithm.init(name:))
        return algorithm != nil && header["enc"]?.string.flatMap(ContentEncryptionAlgorithm.init(name:)) != nil
            && header["zip"] == nil && group["private"]?["crv"]?.string != "P-521"
    }

    private static func open(_ token: String, group: JSON) throws -> [UInt8] {
        guard let json = group["private"] else { throw VectorFailure(member: "private") }
        let keys = (json["keys"]?.array ?? [json]).compactMap { try? DecryptionKey(jwk: $0) }
        return try JWE.decrypt(
            token, keys: keys, algorithms: Set(KeyManagementAlgorithm.allCases), encryptions: Set(ContentEncryptionAlgorithm.allCases)
        ).payload
    }

    @Test func `RFC 7518 §5.2.3 contents are sealed and opened as published`() throws {
        for test in try Corpus.json("wycheproof/a128cbc_hs256_test.json").list("testGroups").flatMap({ try $0.list("tests") }) {
            let (number, isValid) = (try test.number("tcId"), try test.text("result") == "valid")
            let (key, vector, context) = (try test.bytes("key"), try test.bytes("iv"), try test.bytes("aad"))
            let (plain, ciphertext, tag) = (try test.bytes("msg"), try test.bytes("ct"), try test.bytes("tag"))
            let opened = ContentEncryptionAlgorithm.a128CBCHS256.open(
                ciphertext, key: key, initializationVector: vector, context: context, tag: tag)
            #expect(opened == (isValid ? plain : nil), "\(number)")
            guard isValid else { continue }
            let sealed = try ContentEncryptionAlgorithm.a128CBCHS256.seal(plain, key: key, initializationVector: vector, context: context)
            #expect(sealed.ciphertext + sealed.tag == ciphertext + tag, "\(number)")
        }
    }

    @Test func `AES-128-GCM opens as published`() throws {
        for group in try Corpus.json("wycheproof/aes_gcm_test.json").list("testGroups") {
            guard try group.number("keySize") == 128, try group.number("ivSize") == 96, try group.number("tagSize") == 128 else { continue }
            for test in try group.list("tests") {
                let (number, isValid, plain) = (try test.number("tcId"), try test.text("result") == "valid", try test.bytes("msg"))
                let opened = ContentEncryptionAlgorithm.a128GCM.open(
                    try test.bytes("ct"), key: try test.bytes("key"), initializationVector: try test.bytes("iv"),
                    context: try test.bytes("aad"), tag: try test.bytes("tag"))
                #expect(opened == (isValid ? plain : nil), "\(number)")
            }
        }
    }

    @Test func `RFC 3394 keys are wrapped and unwrapped as published`() throws {
        for group in try Corpus.json("wycheproof/aes_wrap_test.json").list("testGroups") where group["keySize"]?.integer != 192 {
            for test in try group.list("tests") {
                let number = try test.number("tcId")
                let (key, plain, wrapped) = (try test.bytes("key"), try test.bytes("msg"), try test.bytes("ct"))
                let unwrapped = KeyWrap.unwrap(wrapped, key: key)
                if try test.text("result") == "valid" {
                    #expect(unwrapped == plain, "\(number)")
                    #expect(try KeyWrap.wrap(plain, key: key) == wrapped, "\(number)")
                } else {
                    #expect(unwrapped == nil || test["result"]?.string == "acceptable", "\(number)")
                }
            }
        }
    }

    /// The secret itself stays inside the module, so each vector becomes a token for its private key: refused points must be refused.
    @Test(arguments: ["ecdh_secp256r1_webcrypto_test", "ecdh_secp384r1_webcrypto_test"])
    func `points that are not on the curve are refused`(file: String) throws {
        var (sound, unsound) = (0, 0)
        for group in try Corpus.json("wycheproof/\(file).json").list("testGroups") {
            for test in try group.list("tests") {
                guard let own = try? DecryptionKey(jwk: test["private"] ?? .null), let peer = test["public"] else { continue }
                var header: JSON.Object = ["alg": "ECDH-ES", "enc": "A128GCM"]
                header["epk"] = peer
                let token = Base64URL.encode(header.bytes) + "..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"
                let (number, isSound) = (try test.number("tcId"), try test.text("result") == "valid")
                if isSound { sound += 1 } else { unsound += 1 }
                #expect(throws: isSound ? JWERejection.undecryptable : .ephemeralKeyInvalid, "\(number)") {
                    try JWE.decrypt(token, keys: [own], algorithms: [.ecdhES], encryptions: [.a128GCM])
                }
            }
        }
        #expect(sound > 50)
        #expect(unsound > 0)
    }
}
