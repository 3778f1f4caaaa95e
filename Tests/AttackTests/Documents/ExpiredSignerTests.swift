import PKI
import Primitives
import SignatureValidation
import Testing

/// Signatures of certificates whose time is over, or has not come, by what is proven. ETSI EN 319 102-1 §5.3.4, §5.5.4.
@Suite struct ExpiredSignerTests {
    private let scene: SigningScene
    private static let now = TestTime.now
    private static let day = TestTime.day
    /// Thirty days ago.
    private static let end = now - 30 * day

    init() throws { scene = try SigningScene(signer: (TestTime.start, Self.end)) }

    /// The authority's last list that still speaks of the signer, and the others of now.
    private func lists(_ entries: [SigningScene.Entry] = [], at time: Instant = end - day / 2) throws -> [[UInt8]] {
        [try scene.authority.list(SigningScene.list(entries, at: time)).der] + (try scene.lists().dropFirst())
    }

    @Test func `Expired, without proof of the time, is not known`() throws {
        #expect(try scene.verdict(lists: lists()) == "INDETERMINATE/OUT_OF_BOUNDS_NOT_REVOKED")
        #expect(try scene.verdict(lists: []) == "INDETERMINATE/OUT_OF_BOUNDS_NO_POE")
        let report = try scene.report(scene.signature(lists: lists()), .vietnamStrict)
        #expect(report.errors.map(\.code).contains("certificate-expired"))
    }

    @Test func `A list of after the end is silent about the expired, and so proves nothing about them`() throws {
        #expect(try scene.verdict(lists: scene.lists()) == "INDETERMINATE/OUT_OF_BOUNDS_NO_POE")
        let stamp = try scene.stamp(.signature, Self.end - Self.day)
        #expect(try scene.verdict([stamp], lists: scene.lists()) == "INDETERMINATE/TRY_LATER")
    }

    @Test func `Signed while it was valid, as is proven, passes for ever`() throws {
        let stamp = try scene.stamp(.signature, Self.end - Self.day)
        #expect(try scene.verdict([stamp], lists: lists()) == "TOTAL-PASSED")
        #expect(try scene.verdict([scene.stamp(.signature, Self.end)], lists: lists(at: Self.end)) == "TOTAL-PASSED")
    }

    @Test func `Proof of after the end is none`() throws {
        let stamp = try scene.stamp(.signature, Self.end + 1)
        #expect(try scene.verdict([stamp], lists: lists()) == "INDETERMINATE/OUT_OF_BOUNDS_NOT_REVOKED")
        #expect(try scene.verdict([stamp], lists: []) == "INDETERMINATE/OUT_OF_BOUNDS_NO_POE")
    }

    @Test func `Signed after the end, as is proven, fails for good`() throws {
        let content = try scene.stamp(.content, Self.end + 1)
        #expect(try scene.verdict([content], lists: lists()) == "TOTAL-FAILED/EXPIRED")
        let before = try scene.stamp(.content, Self.end - 1)
        #expect(try scene.verdict([before], lists: lists()) == "INDETERMINATE/OUT_OF_BOUNDS_NOT_REVOKED")
    }

    @Test func `Revoked before the proven time and expired since`() throws {
        let entry: SigningScene.Entry = (SigningScene.signerSerial, Self.end - 10 * Self.day, 1)
        let after = try scene.stamp(.signature, Self.end - 5 * Self.day)
        #expect(try scene.verdict([after], lists: lists([entry])) == "INDETERMINATE/REVOKED_NO_POE")
        let before = try scene.stamp(.signature, Self.end - 11 * Self.day)
        #expect(try scene.verdict([before], lists: lists([entry])) == "TOTAL-PASSED")
        #expect(try scene.verdict(lists: lists([entry])) == "INDETERMINATE/OUT_OF_BOUNDS_NO_POE")
    }

    @Test func `Signed before it was valid, as is proven, fails for good`() throws {
        let stamp = try scene.stamp(.signature, TestTime.start - Self.day)
        #expect(try scene.verdict([stamp], lists: lists()) == "TOTAL-FAILED/NOT_YET_VALID")
        #expect(try scene.verdict(lists: lists(), at: TestTime.start - Self.day) == "INDETERMINATE/OUT_OF_BOUNDS_NO_POE")
    }

    @Test func `An authority that has expired vouches for what is proven to be older`() throws {
        let scene = try SigningScene(signer: (TestTime.start, TestTime.end), authority: (SigningScene.always.from, Self.end))
        let lists = [
            try scene.authority.list(SigningScene.list(at: Self.end - Self.day / 2)).der,
            try scene.root.list(SigningScene.list(at: Self.end - Self.day / 2)).der, try scene.timeRoot.list(SigningScene.list()).der,
        ]
        #expect(try scene.verdict(lists: lists) == "INDETERMINATE/OUT_OF_BOUNDS_NO_POE")
        #expect(try scene.verdict([scene.stamp(.signature, Self.end - Self.day)], lists: lists) == "TOTAL-PASSED")
    }
}
