import Primitives
import Testing
import TokenCrypto

/// Project Wycheproof's vectors for HMAC, HKDF and AES-GCM.
@Suite(.enabled(if: Corpus.isPresent, "the published vectors are not beside the repository"))
struct WycheproofSymmetricTests {
    typealias MAC = @Sendable ([UInt8], [UInt8]) -> [UInt8]

    @Test(arguments: ["hmac_sha256_test", "hmac_sha384_test", "hmac_sha512_test"])
    func `codes are the published ones`(file: String) throws {
        let code: MAC =
            switch file {
            case "hmac_sha256_test": { HMAC.sha256(key: $0, $1) }
            case "hmac_sha384_test": { HMAC.sha384(key: $0, $1) }
            default: { HMAC.sha512(key: $0, $1) }
            }
        for group in try Corpus.json("wycheproof/\(file).json").list("testGroups") {
            let count = try group.number("tagSize") / 8
            for test in try group.list("tests") {
                let (number, expectation) = (try test.number("tcId"), try test.text("result"))
                let tag = Array(code(try test.bytes("key"), try test.bytes("msg")).prefix(count))
                #expect(constantTimeEqual(tag, try test.bytes("tag")) == (expectation == "valid"), "\(number)")
            }
        }
    }

    @Test func `RFC 5869 keys are the published ones`() throws {
        for test in try Corpus.json("wycheproof/hkdf_sha256_test.json").list("testGroups").flatMap({ try $0.list("tests") }) {
            let count = try test.number("size")
            // Longer outputs than §2.3 allows are a mistake of the programmer here and end the process.
            guard count <= 255 * 32 else {
                #expect(try test.text("result") == "invalid")
                continue
            }
            let number = try test.number("tcId")
            let key = HKDF.sha256(key: try test.bytes("ikm"), salt: try test.bytes("salt"), info: try test.bytes("info"), count: count)
            #expect(key == (try test.bytes("okm")), "\(number)")
        }
    }

    @Test func `AES-256-GCM seals and opens as published`() throws {
        var count = 0
        for group in try Corpus.json("wycheproof/aes_gcm_test.json").list("testGroups") {
            guard try group.number("keySize") == 256, try group.number("ivSize") == 96, try group.number("tagSize") == 128 else { continue }
            for test in try group.list("tests") {
                count += 1
                try Self.check(test)
            }
        }
        #expect(count > 60)
    }

    private static func check(_ test: JSON) throws {
        let (key, context, plain) = (try test.bytes("key"), try test.bytes("aad"), try test.bytes("msg"))
        let sealed = try test.bytes("iv") + test.bytes("ct") + test.bytes("tag")
        if try test.text("result") == "valid" {
            #expect(try AuthenticatedEncryption.open(sealed, key: key, context: context) == plain)
            #expect(try AuthenticatedEncryption.seal(plain, key: key, context: context, nonce: try test.bytes("iv")) == sealed)
        } else {
            #expect(throws: AuthenticatedEncryption.AuthenticationFailure()) {
                try AuthenticatedEncryption.open(sealed, key: key, context: context)
            }
        }
    }
}
