import Primitives
import Testing
import TokenCrypto

/// Encrypted tokens between ourselves, and every way in which one can be wrong.
@Suite struct JWETests {
    private static let world = fixedWorld()
    private static let elliptic = Result { try DecryptionKey.generate(.ecdhES, keyID: "ec") }
    private static let rsa = Result { try DecryptionKey.generate(.rsaOAEP256, keyID: "rsa") }
    private static let plain = Array("Nguyễn Văn A".utf8)

    private static func key(_ algorithm: KeyManagementAlgorithm) throws -> DecryptionKey {
        try (algorithm == .rsaOAEP256 ? rsa : elliptic).get()
    }

    private static func token(
        _ algorithm: KeyManagementAlgorithm = .ecdhES, _ encryption: ContentEncryptionAlgorithm = .a256GCM, plain: [UInt8] = plain
    ) throws -> String {
        try JWE.encrypt(
            plain, to: key(algorithm).publicKey, algorithm: algorithm, encryption: encryption, contentType: "JWT", world: world)
    }

    private static func open(
        _ text: String, keys: [DecryptionKey]? = nil, algorithms: Set<KeyManagementAlgorithm> = Set(KeyManagementAlgorithm.allCases),
        encryptions: Set<ContentEncryptionAlgorithm> = Set(ContentEncryptionAlgorithm.allCases)
    ) throws -> JWE.Opened {
        let all = try [elliptic.get(), rsa.get()]
        return try JWE.decrypt(text, keys: keys ?? all, algorithms: algorithms, encryptions: encryptions)
    }

    /// The token with another header, whose other parts stay.
    private static func token(_ text: String, changing change: (inout JSON.Object) -> Void) throws -> String {
        var parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let bytes = try #require(Base64URL.decode(parts[0]))
        var header = try #require(try JSON(parsing: bytes).object)
        change(&header)
        parts[0] = Base64URL.encode(header.bytes)
        return parts.joined(separator: ".")
    }

    @Test(arguments: KeyManagementAlgorithm.allCases, ContentEncryptionAlgorithm.allCases)
    func `what is encrypted is opened again`(algorithm: KeyManagementAlgorithm, encryption: ContentEncryptionAlgorithm) throws {
        for count in [0, 1, 15, 16, 17, 5000] {
            let plain = [UInt8](repeating: 0x61, count: count)
            let opened = try Self.open(try Self.token(algorithm, encryption, plain: plain))
            #expect(opened.payload == plain)
            #expect(opened.contentType == "JWT")
            #expect(opened.header["kid"]?.string == (try Self.key(algorithm)).keyID)
            #expect(opened.header["zip"] == nil)
        }
    }

    @Test(arguments: KeyManagementAlgorithm.allCases, ContentEncryptionAlgorithm.allCases)
    func `no bit of any part can be changed, and no part be cut`(
        algorithm: KeyManagementAlgorithm, encryption: ContentEncryptionAlgorithm
    ) throws {
        let parts = try Self.token(algorithm, encryption).split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        for index in 1...4 where !parts[index].isEmpty {
            let bytes = try #require(Base64URL.decode(parts[index]))
            var variants = [Array(bytes.dropLast()), bytes + [0], []]
            for position in Set([0, bytes.count / 2, bytes.count - 1]) {
                var changed = bytes
                changed[position] ^= 1
                variants.append(changed)
            }
            for variant in variants {
                var changed = parts
                changed[index] = Base64URL.encode(variant)
                #expect(throws: JWERejection.undecryptable) { try Self.open(changed.joined(separator: ".")) }
            }
        }
    }

    @Test(
        arguments: [
            ("alg", "none", JWERejection.algorithmNotAllowed), ("alg", "dir", .algorithmNotAllowed),
            ("alg", "RSA1_5", .algorithmNotAllowed),
            ("alg", "RSA-OAEP", .algorithmNotAllowed), ("alg", "PBES2-HS256+A128KW", .algorithmNotAllowed),
            ("alg", "ecdh-es", .algorithmNotAllowed), ("alg", "A128KW", .algorithmNotAllowed), ("alg", nil, .algorithmMissing),
            ("alg", 1, .headerMalformed), ("enc", nil, .algorithmMissing), ("enc", "A192GCM", .encryptionNotAllowed),
            ("enc", "A256GCMx", .encryptionNotAllowed), ("zip", "DEF", .compressed), ("crit", ["exp"], .criticalHeaderUnknown),
            ("crit", [], .criticalHeaderUnknown), ("jwk", [:], .keyInHeader), ("jku", "https://attacker.example", .keyInHeader),
            ("x5u", "https://attacker.example", .keyInHeader), ("kid", "../../etc/passwd", .keyUnknown), ("kid", 7, .headerMalformed),
            ("epk", nil, .ephemeralKeyInvalid), ("epk", "x", .ephemeralKeyInvalid), ("apu", "A=", .encodingNotCanonical),
            ("apv", "another party", .encodingNotCanonical), ("apu", "QWxpY2U", .undecryptable), ("p2c", 2_000_000_000, .undecryptable),
        ] as [(String, JSON?, JWERejection)])
    func `a header that asks for something else is refused`(name: String, value: JSON?, rejection: JWERejection) throws {
        let token = try Self.token(try Self.token()) { $0[name] = value }
        #expect(throws: rejection) { try Self.open(token) }
    }

    /// Each is a valid point of some other curve, or none at all; answering would tell a private key bit by bit.
    @Test func `an ephemeral key off the curve is refused`() throws {
        let own = try #require(try Self.elliptic.get().publicKey.json["x"]?.string)
        let other = try SigningKey.generate(.es384).publicKey.json
        let points: [JSON.Object] = [
            ["kty": "EC", "crv": "P-256", "x": .string(own), "y": .string(own)],
            [
                "kty": "EC", "crv": "P-256", "x": .string(Base64URL.encode([UInt8](repeating: 0, count: 32))),
                "y": .string(Base64URL.encode([UInt8](repeating: 0, count: 32))),
            ],
            ["kty": "EC", "crv": "P-384", "x": other["x"] ?? .null, "y": other["y"] ?? .null],
            ["kty": "EC", "crv": "P-256", "x": other["x"] ?? .null, "y": other["y"] ?? .null],
            ["kty": "OKP", "crv": "Ed25519", "x": .string(own)], ["kty": "oct", "k": .string(own)],
        ]
        for algorithm in KeyManagementAlgorithm.allCases where algorithm != .rsaOAEP256 {
            for point in points {
                let token = try Self.token(try Self.token(algorithm)) { $0["epk"] = .object(point) }
                #expect(throws: JWERejection.ephemeralKeyInvalid) { try Self.open(token) }
            }
        }
    }

    @Test func `algorithms are the recipient's to allow, not the header's`() throws {
        #expect(throws: JWERejection.algorithmNotAllowed) { try Self.open(try Self.token(), algorithms: [.rsaOAEP256]) }
        #expect(throws: JWERejection.encryptionNotAllowed) { try Self.open(try Self.token(), encryptions: [.a128GCM]) }
        #expect(throws: JWERejection.keyUnknown) { try Self.open(try Self.token(), keys: [try Self.rsa.get()]) }
        #expect(throws: JWERejection.undecryptable) {
            try Self.open(try Self.token(), keys: [try DecryptionKey.generate(.ecdhES, keyID: "ec")])
        }
    }

    @Test func `without a key's name the keys that fit are tried`() throws {
        let anonymous = try DecryptionKey.generate(.ecdhES)
        var members = anonymous.publicKey.json
        members["kid"] = nil
        let token = try JWE.encrypt(
            Self.plain, to: JWK(parsing: .object(members)), algorithm: .ecdhES, encryption: .a128GCM, world: Self.world)
        #expect(try Self.open(token, keys: [Self.elliptic.get(), Self.rsa.get(), anonymous]).payload == Self.plain)
    }

    @Test func `what is no compact token of five canonical parts is refused`() throws {
        let token = try Self.token()
        #expect(throws: JWERejection.malformed) { try Self.open("a.b.c") }
        #expect(throws: JWERejection.malformed) { try Self.open(token + ".") }
        #expect(throws: JWERejection.malformed) { try Self.open("") }
        #expect(throws: JWERejection.encodingNotCanonical) { try Self.open(token + "=") }
        #expect(throws: JWERejection.headerMalformed) { try Self.open("W10..AA.AA.AA") }
        #expect(throws: JWERejection.duplicateMember) {
            try Self.open("\(Base64URL.encode(Array(#"{"alg":"ECDH-ES","alg":"none"}"#.utf8)))..AA.AA.AA")
        }
        #expect(throws: JWERejection.tooLong) { try Self.open(String(repeating: "A", count: 65_537)) }
        #expect(throws: JWERejection.tooLong) {
            try Self.open(try Self.token(token) { $0["x"] = .string(String(repeating: "a", count: 5000)) })
        }
    }

    private static let registrations: [(JSON, [KeyManagementAlgorithm])] = [
        (["use": "sig"], []), (["alg": "ES256"], []), (["alg": "RSA-OAEP-256"], []), (["alg": "ECDH-ES+A192KW"], []),
        (["key_ops": ["verify"]], []), (["key_ops": ["deriveKey"]], [.ecdhES, .ecdhESA128KW, .ecdhESA256KW]),
        (["use": "enc"], [.ecdhES, .ecdhESA128KW, .ecdhESA256KW]), ([:], [.ecdhES, .ecdhESA128KW, .ecdhESA256KW]),
        (["use": "enc", "alg": "ECDH-ES+A256KW"], [.ecdhESA256KW]),
    ]

    @Test(arguments: registrations)
    func `a key is encrypted to only as its registration says`(members: JSON, expected: [KeyManagementAlgorithm]) throws {
        var object = try Self.elliptic.get().publicKey.json
        for name in ["use", "alg", "kid"] { object[name] = members[name] }
        object["key_ops"] = members["key_ops"]
        let key = try JWK(parsing: .object(object))
        #expect(key.keyManagement == Set(expected))
        for algorithm in KeyManagementAlgorithm.allCases where !expected.contains(algorithm) {
            #expect(throws: JWERejection.keyNotForEncryption) {
                try JWE.encrypt(Self.plain, to: key, algorithm: algorithm, encryption: .a128GCM, world: Self.world)
            }
        }
    }

    @Test func `a signing key opens nothing, and a decryption key verifies nothing`() throws {
        #expect(try !Self.elliptic.get().publicKey.fits(.es256))
        #expect(try !Self.rsa.get().publicKey.fits(.rs256))
        #expect(try SigningKey.generate(.es256).publicKey.keyManagement.isEmpty)
        #expect(throws: JWKError.symmetricKey) { try DecryptionKey(jwk: ["kty": "oct", "k": "AAAA"]) }
    }
}
