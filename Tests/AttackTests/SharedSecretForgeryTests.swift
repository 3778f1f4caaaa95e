import Primitives
import Testing
import TokenCrypto

/// JWTs whose code is made with a shared secret. RFC 7515 §A.1, RFC 7518 §3.2, RFC 8725 §3.5.
@Suite struct SharedSecretForgeryTests {
    static let token =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let secret = Secret(
        Base64URL.decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow") ?? [])

    static func rejection(_ token: String, _ secret: Secret, _ algorithms: Set<MACAlgorithm> = Set(MACAlgorithm.allCases)) -> JOSERejection?
    {
        let expectations = JWT.Expectations(algorithms: [], now: Instant(secondsSinceEpoch: 1_300_819_000))
        do throws(JOSERejection) {
            _ = try JWT.verify(token, secret: secret, algorithms: algorithms, expectations)
            return nil
        } catch { return error }
    }

    static func token(_ algorithm: String, code: [UInt8] = []) -> String {
        "\(Base64URL.encode(Array("{\"alg\":\"\(algorithm)\"}".utf8))).\(Base64URL.encode(Array("{\"exp\":1300819380}".utf8))).\(Base64URL.encode(code))"
    }

    @Test func `RFC 7515 A1`() { #expect(Self.rejection(Self.token, Self.secret) == nil) }

    @Test func `another secret, a short one, and none`() {
        #expect(Self.rejection(Self.token, Secret([UInt8](repeating: 1, count: 64))) == .signatureInvalid)
        #expect(Self.rejection(Self.token, Secret([UInt8](repeating: 1, count: 31))) == .keyNotForVerification)
        #expect(Self.rejection(Self.token, Secret("")) == .keyNotForVerification)
    }

    @Test(arguments: ["none", "NONE", "ES256", "RS256", "hs256", "HS1", ""]) func `another algorithm`(name: String) {
        #expect(Self.rejection(Self.token(name), Self.secret) == .algorithmNotAllowed)
    }

    @Test func `an algorithm that is not the registered one`() {
        #expect(Self.rejection(Self.token, Self.secret, [.hs512]) == .algorithmNotAllowed)
    }

    @Test(arguments: [0, 16, 31, 33, 64]) func `a code of another length`(count: Int) {
        #expect(Self.rejection(Self.token("HS256", code: [UInt8](repeating: 0, count: count)), Self.secret) == .signatureInvalid)
    }

    /// The attack that gave these algorithms a type of their own. CVE-2016-5431.
    @Test func `a public key verifies no code that was made with it`() throws {
        let key = try SigningKey.generate(.rs256)
        let forged = Self.token("HS256", code: HMAC.sha256(key: key.publicKey.json.bytes, Array("x".utf8)))
        #expect(throws: JOSERejection.algorithmNotAllowed) {
            try JWT.verify(
                forged, keys: JWKSet(keys: [key.publicKey]),
                JWT.Expectations(algorithms: Set(SignatureAlgorithm.allCases), now: Instant(secondsSinceEpoch: 0)))
        }
    }
}
