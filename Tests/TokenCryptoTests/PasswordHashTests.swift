import Primitives
import Testing
import TokenCrypto

@Suite struct PasswordHashTests {
    private static let password = Secret("mật khẩu rất dài")
    private static let salt = [UInt8](0..<16)
    /// The reference implementation's own example for Argon2id, version 19.
    private static let published = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

    @Test func `the published example matches, and is outdated for its short salt`() throws {
        #expect(try PasswordHash.verify(Secret("password"), against: Self.published) == .matchesOutdatedHash)
        #expect(try PasswordHash.verify(Secret("Password"), against: Self.published) == .differs)
    }

    @Test func `a hash matches its password alone, and shows its cost`() throws {
        let hash = try PasswordHash.hash(Self.password, salt: Self.salt)
        #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$"))
        #expect(try PasswordHash.verify(Self.password, against: hash) == .matches)
        #expect(try PasswordHash.verify(Secret("mật khẩu rất dà"), against: hash) == .differs)
        #expect(try PasswordHash.verify(Secret(""), against: hash) == .differs)
        let dearer = PasswordHashParameters(memoryKiB: 20_000, iterations: 2, parallelism: 1)
        #expect(try PasswordHash.verify(Self.password, against: hash, parameters: dearer) == .matchesOutdatedHash)
        #expect(try PasswordHash.verify(Secret("x"), against: hash, parameters: dearer) == .differs)
    }

    @Test func `the whole password counts`() throws {
        let long = [UInt8](repeating: 0x61, count: 4096)
        let hash = try PasswordHash.hash(Secret(long), salt: Self.salt)
        #expect(try PasswordHash.verify(Secret(Array(long.dropLast()) + [0x62]), against: hash) == .differs)
        let withZero = try PasswordHash.hash(Secret([0x61, 0, 0x62]), salt: Self.salt)
        #expect(try PasswordHash.verify(Secret([0x61, 0, 0x63]), against: withZero) == .differs)
    }

    @Test func `without the pepper a hash says nothing`() throws {
        let pepper = PasswordPepper(Secret([UInt8](repeating: 1, count: 32)))
        let other = PasswordPepper(Secret([UInt8](repeating: 2, count: 32)))
        let hash = try PasswordHash.hash(Self.password, salt: Self.salt, pepper: pepper)
        #expect(try PasswordHash.verify(Self.password, against: hash, pepper: pepper) == .matches)
        #expect(throws: PasswordHashError.pepperUnknown) { try PasswordHash.verify(Self.password, against: hash) }
        #expect(throws: PasswordHashError.pepperUnknown) { try PasswordHash.verify(Self.password, against: hash, pepper: other) }
        let plain = try PasswordHash.hash(Self.password, salt: Self.salt)
        #expect(try PasswordHash.verify(Self.password, against: plain, pepper: pepper) == .matchesOutdatedHash)
        let unnamed = hash.replacing(",keyid=\(pepper.id)", with: "")
        #expect(try PasswordHash.verify(Self.password, against: unnamed) == .differs)
    }

    @Test(arguments: [
        (19_455, 2, 1, PasswordHashError.parametersTooWeak), (19_456, 1, 1, .parametersTooWeak), (8, 1, 0, .parametersTooWeak),
        (1_048_577, 2, 1, .parametersOutOfRange), (19_456, 65, 1, .parametersOutOfRange), (19_456, 2, 17, .parametersOutOfRange),
    ])
    func `a cost that is too low or too high is refused`(memory: Int, iterations: Int, lanes: Int, error: PasswordHashError) {
        let parameters = PasswordHashParameters(memoryKiB: memory, iterations: iterations, parallelism: lanes)
        #expect(throws: error) { try PasswordHash.hash(Self.password, salt: Self.salt, parameters: parameters) }
    }

    @Test(arguments: [0, 15, 65])
    func `a salt of another length is refused`(count: Int) {
        #expect(throws: PasswordHashError.saltLength) { try PasswordHash.hash(Self.password, salt: [UInt8](repeating: 0, count: count)) }
    }

    @Test(arguments: [
        ("", PasswordHashError.hashMalformed), ("plain", .hashMalformed), ("$2b$12$abcdefghijklmnopqrstuv", .hashMalformed),
        ("$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", .hashMalformed),
        ("$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", .hashMalformed),
        ("$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", .parametersOutOfRange),
        ("$argon2id$v=19$m=65536,t=100000,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", .parametersOutOfRange),
        ("$argon2id$v=19$m=99999999999999999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", .hashMalformed),
        ("$argon2id$v=19$m=+65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", .hashMalformed),
        ("$argon2id$v=19$t=2,m=65536,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", .hashMalformed),
        ("$argon2id$v=19$m=65536,t=2,p=1$$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", .hashMalformed),
        ("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$", .hashMalformed),
        ("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$AAAA", .hashMalformed),
        ("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc$", .hashMalformed),
        ("$argon2id$v=19$m=65536,t=2,p=1,keyid=$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", .hashMalformed),
    ])
    func `a stored hash that is not one is refused before it costs anything`(stored: String, error: PasswordHashError) {
        #expect(throws: error) { try PasswordHash.verify(Self.password, against: stored) }
    }

    @Test func `the pool hashes and compares`() async throws {
        let pool = try PasswordHashPool(threads: 2, queueLimit: 8)
        let hash = try await pool.hash(Self.password, salt: Self.salt)
        #expect(try await pool.verify(Self.password, against: hash) == .matches)
        await #expect(throws: PasswordHashError.saltLength) { try await pool.hash(Self.password, salt: []) }
    }

    @Test func `a full pool refuses at once and recovers`() async throws {
        let pool = try PasswordHashPool(threads: 1, queueLimit: 1)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<30 {
                group.addTask { (try? await pool.hash(Self.password, salt: Self.salt)) != nil }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.contains(true))
        #expect(outcomes.contains(false))
        // One place in the queue is free again as soon as an answer has been given.
        for _ in 0..<3 { #expect(try await pool.hash(Self.password, salt: Self.salt).isEmpty == false) }
    }

    @Test func `work that was taken is finished after the pool is gone`() async throws {
        let hash = try await PasswordHashPool(threads: 1, queueLimit: 0).hash(Self.password, salt: Self.salt)
        #expect(try PasswordHash.verify(Self.password, against: hash) == .matches)
    }

    @Test func `a decoy costs what a hash costs, and nothing matches it`() throws {
        let decoy = PasswordHash.decoy(random: { [UInt8](repeating: 5, count: $0) })
        #expect(decoy.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(try PasswordHash.verify(Secret(""), against: decoy) == .differs)
    }
}
