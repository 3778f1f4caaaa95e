import Primitives
import Testing
import TokenCrypto

@Suite struct KeyFileTests {
    private static let wrapping = Secret([UInt8](repeating: 7, count: 32))
    private static let world = fixedWorld()

    private static func entry(_ purpose: KeyPurpose = .signing(.es256)) throws -> KeyRing.Entry {
        KeyRing.Entry(
            key: try .generate(purpose), created: Instant(secondsSinceEpoch: 1), signsFrom: Instant(secondsSinceEpoch: 2),
            retired: Instant(secondsSinceEpoch: 3))
    }

    private static func error(_ bytes: [UInt8], wrapping: Secret = wrapping) -> KeyFileError? {
        do throws(KeyFileError) {
            _ = try KeyFile.decode(bytes, wrappingKey: wrapping)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `a key makes a round trip`(algorithm: SignatureAlgorithm) throws {
        let entry = try Self.entry(.signing(algorithm))
        let bytes = try KeyFile.encode(entry, wrappingKey: Self.wrapping, world: Self.world)
        let decoded = try KeyFile.decode(bytes, wrappingKey: Self.wrapping)
        #expect(decoded.key.publicKey == entry.key.publicKey)
        #expect(
            [decoded.created, decoded.signsFrom, decoded.retired, decoded.revoked] == [entry.created, entry.signsFrom, entry.retired, nil])
        let message = Array("message".utf8)
        guard case .signing(let key) = decoded.key else { throw JWKError.keyPairInconsistent }
        try entry.key.publicKey.verify(try key.sign(message), of: message, algorithm: algorithm)
    }

    @Test(arguments: [KeyManagementAlgorithm.ecdhES, .rsaOAEP256])
    func `a key that decrypts makes a round trip`(algorithm: KeyManagementAlgorithm) throws {
        let entry = try Self.entry(.decryption(algorithm))
        let bytes = try KeyFile.encode(entry, wrappingKey: Self.wrapping, world: Self.world)
        guard case .decryption(let key) = try KeyFile.decode(bytes, wrappingKey: Self.wrapping).key else {
            throw JWKError.keyPairInconsistent
        }
        #expect(key.publicKey == entry.key.publicKey)
        let token = try JWE.encrypt([1, 2], to: entry.key.publicKey, algorithm: algorithm, encryption: .a128GCM, world: Self.world)
        let opened = try JWE.decrypt(token, keys: [key], algorithms: [algorithm], encryptions: [.a128GCM])
        #expect(opened.payload == [1, 2])
    }

    @Test func `each byte that is changed is noticed`() throws {
        let bytes = try KeyFile.encode(try Self.entry(), wrappingKey: Self.wrapping, world: Self.world)
        for index in bytes.indices {
            for mask: UInt8 in [0x01, 0x20, 0x80] {
                var changed = bytes
                changed[index] ^= mask
                #expect(Self.error(changed) != nil, "byte \(index)")
            }
        }
        for count in [0, 1, bytes.count / 2, bytes.count - 1] { #expect(Self.error(Array(bytes.prefix(count))) != nil) }
        #expect(Self.error(bytes + [0x0A]) == .damaged)
        #expect(Self.error([0x20] + bytes) == .damaged)
    }

    @Test func `each kind of damage has its name`() throws {
        let bytes = try KeyFile.encode(try Self.entry(), wrappingKey: Self.wrapping, world: Self.world)
        #expect(Self.error(bytes, wrapping: Secret([UInt8](repeating: 8, count: 32))) == .wrongWrappingKey)
        #expect(Self.error(bytes, wrapping: Secret([UInt8](repeating: 7, count: 31))) == .wrappingKeyTooShort)
        #expect(Self.error(Array("-----BEGIN PRIVATE KEY-----".utf8)) == .notAKeyFile)
        #expect(Self.error([UInt8](repeating: 0x20, count: 1_000_000)) == .notAKeyFile)
        #expect(Self.error(Array(#"{"format":"idp-key","version":2}"#.utf8)) == .versionUnsupported)
    }

    @Test(arguments: [("alg", "RS256"), ("alg", "none"), ("signs_from", "0"), ("kid", "x"), ("retired", "9")])
    func `metadata that was rewritten is refused`(name: String, value: String) throws {
        let bytes = try KeyFile.encode(try Self.entry(), wrappingKey: Self.wrapping, world: Self.world)
        var document = try #require(try JSON(parsing: bytes).object)
        document[name] = .string(value)
        #expect(Self.error(document.bytes + [0x0A]) == .damaged)
    }

    @Test func `nothing secret is readable in the file`() throws {
        let text = String(
            decoding: try KeyFile.encode(try Self.entry(), wrappingKey: Self.wrapping, world: Self.world), as: UTF8.self)
        #expect(!text.contains("\"d\""))
        #expect(text.contains("\"kid\""))
    }

    @Test func `an instance secret gives the same keys after a round trip, and other keys for other purposes`() throws {
        let secret = InstanceSecret.generate(Self.world)
        let bytes = try secret.encode(wrappingKey: Self.wrapping, world: Self.world)
        let decoded = try InstanceSecret.decode(bytes, wrappingKey: Self.wrapping)
        #expect(decoded.key("cookies") == secret.key("cookies"))
        #expect(secret.key("cookies") != secret.key("subjects"))
        #expect(secret.key("cookies") != InstanceSecret.generate(Self.world).key("cookies"))
        #expect(throws: KeyFileError.wrongWrappingKey) {
            try InstanceSecret.decode(bytes, wrappingKey: Secret([UInt8](repeating: 8, count: 32)))
        }
        #expect(Self.error(bytes) == .notAKeyFile)
    }
}
