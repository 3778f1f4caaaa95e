import Primitives
import Testing
import TokenCrypto

@Suite struct SigningKeyTests {
    @Test(arguments: SignatureAlgorithm.allCases)
    func `a new key signs what its public key verifies`(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        #expect(key.keyID == key.publicKey.thumbprint())
        #expect(key.publicKey.algorithm == algorithm)
        #expect(try JWK(parsing: .object(key.publicKey.json)) == key.publicKey)
        for count in [0, 1, 31, 32, 1000, 100_000] {
            let message = [UInt8](repeating: UInt8(truncatingIfNeeded: count), count: count)
            let signature = try key.sign(message)
            try key.publicKey.verify(signature, of: message, algorithm: algorithm)
            #expect(throws: JOSERejection.signatureInvalid) {
                try key.publicKey.verify(signature, of: message + [0], algorithm: algorithm)
            }
        }
    }

    /// RFC 7518 §3.4: r and s fill their width even when they begin with zeros, which one in 128 does.
    @Test(arguments: [(SignatureAlgorithm.es256, 64), (.es384, 96)])
    func `ECDSA signatures have one length`(algorithm: SignatureAlgorithm, count: Int) throws {
        let key = try SigningKey.generate(algorithm)
        for index in 0..<600 {
            let message = [UInt8(truncatingIfNeeded: index), UInt8(truncatingIfNeeded: index >> 8)]
            let signature = try key.sign(message)
            #expect(signature.count == count)
            try key.publicKey.verify(signature, of: message, algorithm: algorithm)
        }
    }

    @Test func `no printed form shows the private part`() throws {
        let key = try SigningKey.generate(.es256)
        #expect(!String(reflecting: key.publicKey.json).contains("\"d\""))
        #expect(Set(key.publicKey.json.names) == ["kty", "kid", "use", "alg", "crv", "x", "y"])
    }

    private static let pair: JSON.Object = [
        "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    ]

    @Test(
        arguments: [
            ("d", nil, JWKError.memberMissing("d")), ("d", "AAAA", .memberMalformed("d")),
            ("d", "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LM", .keyPairInconsistent),
            ("d", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", .keyPairInconsistent),
            ("d", "__________________________________________8", .keyPairInconsistent),
            ("alg", "RS256", .algorithmMismatch), ("alg", "none", .algorithmMismatch), ("kty", "oct", .symmetricKey),
        ] as [(String, String?, JWKError)])
    func `a private key whose parts do not belong together is refused`(name: String, value: String?, error: JWKError) throws {
        var members = Self.pair
        members[name] = value.map { .string($0) }
        #expect(throws: error) { try SigningKey(jwk: .object(members)) }
    }

    @Test func `many threads sign and verify with one key`() async throws {
        for algorithm in SignatureAlgorithm.allCases {
            let key = try SigningKey.generate(algorithm)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<8 {
                    group.addTask {
                        for index in 0..<50 {
                            let message = [UInt8(task), UInt8(index)]
                            try key.publicKey.verify(try key.sign(message), of: message, algorithm: algorithm)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
