import Primitives
import Testing
import TokenCrypto

/// RFC 7517 with RFC 7518 §6 and RFC 8037 §2.
@Suite struct JSONWebKeyTests {
    private static let ec: JSON.Object = [
        "kty": "EC", "crv": "P-256", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        "use": "sig", "kid": "1",
    ]
    private static let okp: JSON.Object = ["kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"]

    private static func changed(_ object: JSON.Object, _ name: String, _ value: JSON?) -> JSON {
        var object = object
        object[name] = value
        return .object(object)
    }

    @Test func `§5 keys of unknown type are passed over`() throws {
        let set: JSON = [
            "keys": [
                ["kty": "XYZ", "kid": "0"], .object(Self.ec), ["kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"],
                ["kty": "OKP", "crv": "X25519", "x": "AA"], .object(Self.okp),
            ]
        ]
        #expect(try JWKSet(parsing: set).keys.map(\.type) == [.p256, .ed25519])
    }

    @Test(arguments: [
        (#"{"keys":"x"}"#, JWKError.notAKeySet), ("[]", .notAKeySet), (#"{"keys":["x"]}"#, .notAnObject),
        (#"{"keys":[{"kty":"oct","k":"AAAA"}]}"#, .symmetricKey),
        (#"{"keys":[\#(Array(repeating: "0", count: 65).joined(separator: ","))]}"#, .tooManyKeys),
    ])
    func `§5 what is no set of public keys is refused`(text: String, error: JWKError) throws {
        let json = try JSON(parsing: text)
        #expect(throws: error) { try JWKSet(parsing: json) }
    }

    @Test(
        arguments: [
            ("kty", nil, JWKError.memberMissing("kty")), ("kty", 7, .memberMalformed("kty")), ("kty", "ec", .keyTypeUnsupported),
            ("crv", "P-256\u{301}", .curveUnsupported), ("crv", nil, .memberMissing("crv")),
            ("x", "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4=", .memberMalformed("x")), ("x", "AA", .memberMalformed("x")),
            ("x", "AKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", .pointNotOnCurve),
            ("x", "__________________________________________8", .pointNotOnCurve),
            ("d", "AAAA", .privateMemberPresent), ("k", "AAAA", .privateMemberPresent), ("kid", 1, .memberMalformed("kid")),
            ("alg", "ES384", .algorithmMismatch), ("alg", "RS256", .algorithmMismatch), ("key_ops", "verify", .memberMalformed("key_ops")),
        ] as [(String, JSON?, JWKError)])
    func `RFC 7518 §6.2 an EC key with one member changed is refused`(name: String, value: JSON?, error: JWKError) {
        #expect(throws: error) { try JWK(parsing: Self.changed(Self.ec, name, value)) }
    }

    @Test func `§4.1 the type is compared as bytes`() {
        #expect(throws: JWKError.keyTypeUnsupported) { try JWK(parsing: Self.changed(Self.okp, "kty", "O\u{212A}P")) }
    }

    /// Orders 1, 2, 4 and 8, and spellings beyond the field: a signature of zeros can hold for every message.
    @Test(arguments: [
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA", "7P_______________________________________38",
        "7f_______________________________________38", "7v_______________________________________38",
        "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU", "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o",
    ])
    func `RFC 8037 §2 a point of small order is refused`(x: String) {
        #expect(throws: JWKError.pointNotOnCurve) { try JWK(parsing: Self.changed(Self.okp, "x", .string(x))) }
    }

    @Test(arguments: [
        (2047, "AQAB", JWKError.modulusTooShort), (1024, "AQAB", .modulusTooShort), (8193, "AQAB", .modulusTooLong),
        (65_536, "AQAB", .modulusTooLong), (2048, "Aw", .exponentUnacceptable), (2048, "AQAA", .exponentUnacceptable),
        (2048, "AQ", .exponentUnacceptable), (2048, "AQAAAAAAAAAB", .exponentUnacceptable), (2048, "AAEAAQ", .memberMalformed("e")),
        (2048, "", .memberMalformed("e")),
    ])
    func `RFC 7518 §6.3 a weak or burdensome RSA key is refused`(bits: Int, exponent: String, error: JWKError) {
        var modulus = [UInt8](repeating: 0xFF, count: (bits + 7) / 8)
        if bits % 8 != 0 { modulus[0] = UInt8(1 << (bits % 8)) - 1 }
        let key: JSON = ["kty": "RSA", "n": .string(Base64URL.encode(modulus)), "e": .string(exponent)]
        #expect(throws: error) { try JWK(parsing: key) }
    }

    @Test(
        arguments: [
            ("use", "enc"), ("key_ops", ["encrypt"]), ("key_ops", ["sign"]), ("alg", "ECDH-ES"), ("alg", "ES256K"),
        ] as [(String, JSON)])
    func `§4.2–4.4 a key for another purpose does not verify`(name: String, value: JSON) throws {
        let key = try JWK(parsing: Self.changed(Self.ec, name, value))
        #expect(!key.isForVerification)
        #expect(throws: JOSERejection.keyNotForVerification) { try key.verify([UInt8](repeating: 1, count: 64), of: [], algorithm: .es256) }
    }

    @Test func `§4 what is written back is public, and in order`() throws {
        var object = Self.ec
        object["x5c"] = ["AAAA"]
        object["alg"] = "ES256"
        let text = try JWK(parsing: .object(object)).json.text
        #expect(text.hasPrefix(#"{"kty":"EC","kid":"1","use":"sig","alg":"ES256","crv":"P-256","x":"#))
        #expect(!text.contains("x5c"))
    }
}
