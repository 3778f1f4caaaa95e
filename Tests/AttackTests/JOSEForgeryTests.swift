import Primitives
import Testing
import TokenCrypto

/// Tokens that nobody with the key has signed. RFC 8725 §2, §3.
@Suite struct JOSEForgeryTests {
    private static let now = Instant(secondsSinceEpoch: 1_800_000_000)
    private static let claims: JSON.Object = ["iss": "client", "aud": "https://idp.example", "exp": 1_800_000_060]

    private let key: SigningKey
    private let keys: JWKSet
    private let honest: String

    init() throws {
        key = try SigningKey.generate(.es256, keyID: "k1")
        keys = JWKSet(keys: [key.publicKey])
        honest = try JWT.sign(Self.claims, type: "JWT", key: key)
    }

    private func rejection(of token: String, keys: JWKSet? = nil) -> JOSERejection? {
        let expectations = JWT.Expectations(
            issuer: "client", audience: ["https://idp.example"], algorithms: Set(SignatureAlgorithm.allCases), now: Self.now)
        do throws(JOSERejection) {
            _ = try JWT.verify(token, keys: keys ?? self.keys, expectations)
            return nil
        } catch {
            return error
        }
    }

    private func token(header: String, payload: [UInt8] = claims.bytes, signedBy key: SigningKey? = nil) throws -> String {
        let input = "\(Base64URL.encode(Array(header.utf8))).\(Base64URL.encode(payload))"
        return "\(input).\(Base64URL.encode(try (key ?? self.key).sign(Array(input.utf8))))"
    }

    private func parts(_ token: String) -> [String] { token.split(separator: ".", omittingEmptySubsequences: false).map(String.init) }

    @Test func `the honest token passes`() { #expect(rejection(of: honest) == nil) }

    @Test(arguments: [
        "none", "None", "NONE", "nOnE", "none ", "", "HS256", "HS512", "ES256K", "ES512", "RS1", "es256", "PBES2-HS256+A128KW", "dir",
    ])
    func `an algorithm that is not expected`(name: String) throws {
        let header = #"{"alg":"\#(name)","kid":"k1"}"#
        #expect(rejection(of: try token(header: header)) == .algorithmNotAllowed)
        let unsigned = "\(Base64URL.encode(Array(header.utf8))).\(Base64URL.encode(Self.claims.bytes))."
        #expect(rejection(of: unsigned) == .algorithmNotAllowed)
    }

    @Test func `HS256 with the public key as secret`() throws {
        let input = "\(Base64URL.encode(Array(#"{"alg":"HS256","kid":"k1"}"#.utf8))).\(Base64URL.encode(Self.claims.bytes))"
        for secret in [key.publicKey.json.bytes, Array((key.publicKey.json["x"]?.string ?? "").utf8), []] {
            let code = Base64URL.encode(HMAC.sha256(key: secret, Array(input.utf8)))
            #expect(rejection(of: "\(input).\(code)") == .algorithmNotAllowed)
        }
    }

    @Test(arguments: [
        ("jwk", JOSERejection.keyInHeader), ("jku", .keyInHeader), ("x5u", .keyInHeader), ("zip", .compressed), ("enc", .encrypted),
        ("b64", .unencodedPayload), ("crit", .criticalHeaderUnknown),
    ])
    func `a header that wants more than to be checked`(name: String, expected: JOSERejection) throws {
        let values: [String: String] = [
            "jwk": key.publicKey.json.text, "jku": #""https://evil.example/keys""#, "x5u": #""https://evil.example/chain""#,
            "zip": #""DEF""#,
            "enc": #""A256GCM""#, "b64": "false", "crit": #"["exp"]"#,
        ]
        #expect(rejection(of: try token(header: #"{"alg":"ES256","kid":"k1","\#(name)":\#(values[name] ?? "null")}"#)) == expected)
    }

    @Test func `an embedded key of the attacker`() throws {
        let attacker = try SigningKey.generate(.es256, keyID: "k1")
        let header = #"{"alg":"ES256","jwk":\#(attacker.publicKey.json.text)}"#
        #expect(rejection(of: try token(header: header, signedBy: attacker)) == .keyInHeader)
        #expect(rejection(of: try token(header: #"{"alg":"ES256","kid":"k1"}"#, signedBy: attacker)) == .signatureInvalid)
    }

    @Test func `a certificate chain in the header is passed over`() throws {
        let attacker = try SigningKey.generate(.es256)
        let header = #"{"alg":"ES256","kid":"k1","x5c":["MIIB"],"x5t":"AAAA","x5t#S256":"AAAA"}"#
        #expect(rejection(of: try token(header: header)) == nil)
        #expect(rejection(of: try token(header: header, signedBy: attacker)) == .signatureInvalid)
    }

    @Test(arguments: [
        "../../../../dev/null", "/proc/self/environ", "k1' OR '1'='1", "k1\\u0000", "k1\\u0301", "", "https://evil.example/jwks", "|id",
    ])
    func `a kid that means something elsewhere`(kid: String) throws {
        #expect(rejection(of: try token(header: #"{"alg":"ES256","kid":"\#(kid)"}"#)) == .keyUnknown)
    }

    @Test func `a key of another type under the same kid`() throws {
        let rsa = try SigningKey.generate(.rs256, keyID: "k1")
        #expect(rejection(of: try token(header: #"{"alg":"RS256","kid":"k1"}"#, signedBy: rsa)) == .keyUnknown)
        let ring = JWKSet(keys: [rsa.publicKey])
        #expect(rejection(of: try token(header: #"{"alg":"PS256","kid":"k1"}"#, signedBy: rsa), keys: ring) == .keyUnknown)
    }

    @Test func `a signature in another form`() throws {
        let parts = parts(honest)
        let raw = try #require(Base64URL.decode(parts[2]))
        let zeros = [UInt8](repeating: 0, count: 32)
        let order: [UInt8] = [
            0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
        ]
        let (r, s) = (Array(raw.prefix(32)), Array(raw.suffix(32)))
        let forms: [[UInt8]] = [
            [], zeros + zeros, r + zeros, zeros + s, order + order, order + s, r + order, zeros + [1], s + r, raw + [0],
            Array(raw.dropLast()),
            [0] + raw, [UInt8](repeating: 0xFF, count: 64), [0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00],
            [0x30, 0x46, 0x02, 0x21, 0x00] + r + [0x02, 0x21, 0x00] + s, [UInt8](repeating: 0, count: 8000),
        ]
        for form in forms {
            #expect(rejection(of: "\(parts[0]).\(parts[1]).\(Base64URL.encode(form))") == .signatureInvalid)
        }
    }

    @Test func `every bit of the token counts`() throws {
        let bytes = Array(honest.utf8)
        for index in bytes.indices where bytes[index] != UInt8(ascii: ".") {
            var changed = bytes
            changed[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(rejection(of: String(decoding: changed, as: UTF8.self)) != nil, "byte \(index)")
        }
    }

    @Test func `another spelling of the same bytes`() throws {
        let parts = parts(honest)
        for part in 0..<3 {
            for change in ["=", "==", "\n", " ", "+", "."] {
                var changed = parts
                changed[part] += change
                let outcome = rejection(of: changed.joined(separator: "."))
                #expect(outcome == (change == "." ? .malformed : .encodingNotCanonical), "\(part) \(change.debugDescription)")
            }
        }
        // 64 bytes leave four unused bits in the last character.
        let last = try #require(parts[2].last)
        let sibling = try #require("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".split(separator: last).last?.first)
        #expect(rejection(of: "\(parts[0]).\(parts[1]).\(parts[2].dropLast())\(sibling)") == .encodingNotCanonical)
    }

    @Test func `other envelopes`() throws {
        let parts = parts(honest)
        #expect(rejection(of: "\(parts[0]).\(parts[1])") == .malformed)
        #expect(rejection(of: "\(honest).AA") == .malformed)
        #expect(rejection(of: "\(honest).AA.AA") == .encrypted)
        #expect(rejection(of: "\(honest) ") == .encodingNotCanonical)
        #expect(rejection(of: "") == .malformed)
        #expect(rejection(of: "..") == .headerMalformed)
        #expect(rejection(of: #"{"payload":"e30","protected":"e30","signature":"AA"}"#) == .malformed)
        #expect(rejection(of: String(repeating: "A", count: 16_385)) == .tooLong)
        #expect(rejection(of: String(repeating: ".", count: 16_384)) == .malformed)
    }

    @Test(arguments: [
        (#"{"alg":"ES256","alg":"none"}"#, JOSERejection.duplicateMember), (#"{"alg":"ES256","\u0061lg":"none"}"#, .duplicateMember),
        (#"["ES256"]"#, .headerMalformed), (#"{"alg":"ES256"} x"#, .headerMalformed), (#"{"alg":["ES256"]}"#, .headerMalformed),
        (#"{"alg":"ES256","kid":7}"#, .headerMalformed), (#"{"alg":"ES256","typ":null}"#, .headerMalformed),
        (#"{"kid":"k1"}"#, .algorithmMissing),
        (#"{"alg":"ES256","crit":[]}"#, .criticalHeaderUnknown), (#"{"alg":"ES256","crit":null}"#, .criticalHeaderUnknown),
        (#"{"alg":"ES256","crit":["b64"],"b64":false}"#, .unencodedPayload), (#"{"alg":"ES256","b64":true}"#, .unencodedPayload),
    ])
    func `a header that two readers read differently`(header: String, expected: JOSERejection) throws {
        #expect(rejection(of: try token(header: header)) == expected)
    }

    @Test func `a header that is deep or wide`() throws {
        let deep = #"{"alg":"ES256","a":"# + String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000) + "}"
        #expect(rejection(of: try token(header: deep)) == .headerMalformed)
    }

    @Test func `a nested token is content, not an envelope`() throws {
        #expect(
            rejection(of: try token(header: #"{"alg":"ES256","kid":"k1","cty":"JWT"}"#, payload: Array(honest.utf8))) == .payloadMalformed)
    }

    @Test func `a token without kid is tried against eight keys and no more`() throws {
        let others = try (0..<9).map { _ in try SigningKey.generate(.es256).publicKey }
        let unnamed = try token(header: #"{"alg":"ES256"}"#)
        #expect(rejection(of: unnamed, keys: JWKSet(keys: others.prefix(7) + [key.publicKey])) == nil)
        #expect(rejection(of: unnamed, keys: JWKSet(keys: others.prefix(8) + [key.publicKey])) == .signatureInvalid)
    }
}
