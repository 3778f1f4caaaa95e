import Primitives
import Testing
import TokenCrypto

/// Keys over time: read each test as a diary.
@Suite struct KeyRingTests {
    private static let day: Int64 = 86_400
    private static let start = Instant(secondsSinceEpoch: 1_800_000_000)

    private let a: ProviderKey
    private let b: ProviderKey
    private let c: ProviderKey
    private let empty = KeyRing(maximumTokenLifetime: 3600)

    init() throws {
        a = .signing(try SigningKey.generate(.es256, keyID: "a"))
        b = .signing(try SigningKey.generate(.es256, keyID: "b"))
        c = .signing(try SigningKey.generate(.es256, keyID: "c"))
    }

    private func signing(_ ring: KeyRing, _ moment: Instant) -> String? { ring.signingKey(for: .es256, at: moment)?.keyID }
    private func published(_ ring: KeyRing, _ moment: Instant) -> [String] { ring.published(at: moment).keys.compactMap(\.keyID) }

    private func rotated() throws -> KeyRing {
        try empty.rotating(to: a, at: Self.start, publication: Self.day).rotating(to: b, at: Self.start + 100, publication: Self.day)
    }

    @Test func `an empty ring has nothing to sign with`() {
        #expect(signing(empty, Self.start) == nil)
        #expect(published(empty, Self.start).isEmpty)
    }

    @Test func `the first key signs at once, the second is published first`() throws {
        let ring = try rotated()
        let handover = Self.start + 100 + Self.day
        #expect(signing(ring, Self.start) == "a")
        #expect(published(ring, Self.start + 100) == ["a", "b"])
        #expect(signing(ring, handover - 1) == "a")
        #expect(signing(ring, handover) == "b")
        #expect(published(ring, handover + 3599) == ["a", "b"])
        #expect(published(ring, handover + 3600) == ["b"])
        #expect(try ring.state(of: #require(ring["a"]), at: handover + 3600) == .retired)
    }

    @Test func `each algorithm has its own succession`() throws {
        let rsa = ProviderKey.signing(try SigningKey.generate(.rs256, keyID: "r"))
        let ring = try rotated().rotating(to: rsa, at: Self.start + 5, publication: Self.day)
        #expect(ring.signingKey(for: .rs256, at: Self.start + 5)?.keyID == "r")
        #expect(signing(ring, Self.start + 5) == "a")
    }

    @Test func `at every moment a key signs that stays published for a whole token's life`() throws {
        var ring = empty
        for (index, key) in [a, b, c].enumerated() {
            ring = try ring.rotating(to: key, at: Self.start + Int64(index) * 500, publication: 1000)
        }
        for offset in stride(from: Int64(0), to: 8000, by: 25) {
            let name = try #require(signing(ring, Self.start + offset))
            for other in [0, 3599] { #expect(published(ring, Self.start + offset + Int64(other)).contains(name), "second \(offset)") }
        }
    }

    @Test func `a signing key cannot be retired, a followed one can`() throws {
        let ring = try rotated()
        let handover = Self.start + 100 + Self.day
        #expect(throws: KeyRingError.noSigningKeyWouldRemain) { try ring.retiring("a", at: Self.start + 100) }
        #expect(throws: KeyRingError.noSigningKeyWouldRemain) { try ring.retiring("b", at: handover) }
        let retired = try ring.retiring("a", at: handover + 1)
        #expect(published(retired, handover + 1) == ["a", "b"])
        #expect(published(retired, handover + 3600) == ["b"])
        #expect(throws: KeyRingError.alreadyRetired) { try retired.retiring("a", at: handover + 2) }
        #expect(throws: KeyRingError.keyUnknown) { try ring.retiring("z", at: handover) }
    }

    @Test func `a standby that is retired never signs, and the one before it goes on`() throws {
        let ring = try rotated().retiring("b", at: Self.start + 200)
        #expect(signing(ring, Self.start + 200 + 2 * Self.day) == "a")
        #expect(published(ring, Self.start + 2 * Self.day) == ["a"])
    }

    @Test func `revoking the signing key promotes the published one at once`() throws {
        let ring = try rotated().revoking("a", at: Self.start + 300) { _ in throw KeyRingError.keyUnknown }
        #expect(signing(ring, Self.start + 300) == "b")
        #expect(published(ring, Self.start + 300) == ["b"])
        #expect(throws: KeyRingError.alreadyRevoked) { try ring.revoking("a", at: Self.start + 301) }
        #expect(throws: KeyRingError.alreadyRevoked) { try ring.retiring("a", at: Self.start + 301) }
    }

    @Test func `revoking the only key makes a new one that signs at once`() throws {
        let ring = try empty.rotating(to: a, at: Self.start, publication: Self.day).revoking("a", at: Self.start + 1)
        let name = try #require(signing(ring, Self.start + 1))
        #expect(name != "a")
        #expect(published(ring, Self.start + 1) == [name])
    }

    @Test func `revoking a key of the past leaves the signing one alone`() throws {
        let handover = Self.start + 100 + Self.day
        let ring = try rotated().revoking("a", at: handover + 1) { _ in throw KeyRingError.keyUnknown }
        #expect(signing(ring, handover + 1) == "b")
        #expect(published(ring, handover + 1) == ["b"])
    }

    @Test func `a key that was followed does not come back when its follower is revoked`() throws {
        let handover = Self.start + 100 + Self.day
        let ring = try rotated().revoking("b", at: handover + 10) { _ in c }
        #expect(signing(ring, handover + 10) == "c")
        #expect(!published(ring, handover + 10).contains("b"))
    }

    @Test func `a key id is used once`() throws {
        let ring = try rotated()
        let same = ProviderKey.signing(try SigningKey.generate(.es256, keyID: "a"))
        #expect(throws: KeyRingError.keyIDTaken) { try ring.rotating(to: same, at: Self.start, publication: 0) }
        #expect(throws: KeyRingError.keyIDTaken) {
            try empty.rotating(to: a, at: Self.start, publication: 0).revoking("a", at: Self.start) { _ in same }
        }
    }

    @Test func `a published set is a key set that others can read`() throws {
        let set = try rotated().published(at: Self.start + 100)
        #expect(try JWKSet(parsing: .object(set.json)) == set)
        #expect(!set.json.text.contains("\"d\""))
    }

    @Test func `the latest key to encrypt to is published, and those before it still decrypt`() throws {
        let (first, second) = (try DecryptionKey.generate(.ecdhES, keyID: "first"), try DecryptionKey.generate(.ecdhES, keyID: "second"))
        let before = try rotated().rotating(to: .decryption(first), at: Self.start, publication: Self.day)
        #expect(published(before, Self.start + 49) == ["a", "b", "first"])
        let ring = try before.rotating(to: .decryption(second), at: Self.start + 50, publication: Self.day)
        #expect(ring.decryptionKeys(at: Self.start + 49).map(\.keyID) == ["first"])
        #expect(ring.decryptionKeys(at: Self.start + 50).map(\.keyID) == ["second", "first"])
        #expect(published(ring, Self.start + 100) == ["a", "b", "second"])
        #expect(ring.decryptionKeys(at: Self.start + 50 + 3600).map(\.keyID) == ["second"])
        #expect(try ring.state(of: #require(ring["second"]), at: Self.start + 50) == .decrypting)
        #expect(throws: KeyRingError.noSigningKeyWouldRemain) { try ring.retiring("second", at: Self.start + 60) }
        let revoked = try ring.revoking("second", at: Self.start + 60)
        #expect(revoked.decryptionKeys(at: Self.start + 60).count == 2)
        #expect(!revoked.decryptionKeys(at: Self.start + 60).map(\.keyID).contains("second"))
        #expect(try rotated().decryptionKeys(at: Self.start + 100).isEmpty)
    }
}
