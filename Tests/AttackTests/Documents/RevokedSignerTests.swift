import PKI
import Primitives
import SignatureValidation
import Testing

/// Signatures of certificates that were revoked or suspended, by what is proven about their time. ETSI EN 319 102-1 §5.3.4, §5.5.4.
@Suite struct RevokedSignerTests {
    private let scene: SigningScene
    private static let now = TestTime.now
    private static let day = TestTime.day
    /// Ten days ago.
    private static let revocation = now - 10 * day

    init() throws { scene = try SigningScene() }

    private func revoked(_ reason: Int = 1) throws -> [[UInt8]] {
        try scene.lists(signers: [(SigningScene.signerSerial, Self.revocation, reason)])
    }

    @Test func `A fresh word that nobody was revoked lets a signature pass`() throws {
        #expect(try scene.verdict(lists: scene.lists()) == "TOTAL-PASSED")
        let others: [SigningScene.Entry] = [(76, Self.revocation, 1), (78, Self.revocation, 1)]
        #expect(try scene.verdict(lists: scene.lists(signers: others)) == "TOTAL-PASSED")
    }

    @Test func `No word, an old one, or one about others alone does not`() throws {
        #expect(try scene.verdict(lists: []) == "INDETERMINATE/TRY_LATER")
        let lists = try scene.lists()
        #expect(try scene.verdict(lists: [lists[0]]) == "INDETERMINATE/TRY_LATER", "nobody says anything about the authority")
        #expect(try scene.verdict(lists: [lists[1]]) == "INDETERMINATE/TRY_LATER", "nobody says anything about the signer")
        let old = try scene.authority.list(SigningScene.list(at: Self.now - 3 * Self.day)).der
        #expect(try scene.verdict(lists: [old, lists[1]]) == "INDETERMINATE/TRY_LATER")
        let report = try scene.report(scene.signature(lists: [old, lists[1]]), .vietnamStrict)
        #expect(report.errors.map(\.code) == ["revocation-stale"])
    }

    @Test(arguments: [0, 1, 3, 4, 5]) func `Revoked, and nothing is proven about the time`(reason: Int) throws {
        #expect(try scene.verdict(lists: revoked(reason)) == "INDETERMINATE/REVOKED_NO_POE")
    }

    @Test func `Revoked after the proven time is no reason against a signature`() throws {
        let stamp = try scene.stamp(.signature, Self.revocation - 1)
        #expect(try scene.verdict([stamp], lists: revoked()) == "TOTAL-PASSED")
        let report = try scene.report(scene.signature([stamp], lists: revoked()), .vietnamStrict)
        #expect(report.provenTime == Self.revocation - 1)
        #expect(report.information.map(\.code).contains("certificate-revoked-later"))
    }

    /// The signature existed after the revocation; it may be older, which nothing proves.
    @Test(arguments: [Int64(0), 1, 5 * TestTime.day]) func `Revoked before the proven time`(later: Int64) throws {
        let stamp = try scene.stamp(.signature, Self.revocation + later)
        #expect(try scene.verdict([stamp], lists: revoked()) == "INDETERMINATE/REVOKED_NO_POE")
    }

    /// A timestamp over the content proves that the signature was made later.
    @Test func `Signed after the revocation, as is proven, fails for good`() throws {
        let content = try scene.stamp(.content, Self.revocation + 1)
        #expect(try scene.verdict([content], lists: revoked()) == "TOTAL-FAILED/REVOKED")
        #expect(try scene.verdict([content, scene.stamp(.signature, Self.now - Self.day)], lists: revoked()) == "TOTAL-FAILED/REVOKED")
        let before = try scene.stamp(.content, Self.revocation - 1)
        #expect(try scene.verdict([before], lists: revoked()) == "INDETERMINATE/REVOKED_NO_POE")
    }

    @Test func `What is no proof does not save a revoked signer`() throws {
        let stranger = try TestAuthority.root(.timestampAuthority("Clock"))
        let time = Self.revocation - Self.day
        #expect(try scene.verdict([scene.stamp(.signature, time, by: stranger)], lists: revoked()) == "INDETERMINATE/REVOKED_NO_POE")
        var foreign = try scene.stamp(.signature, time)
        foreign.imprintMatches = false
        #expect(try scene.verdict([foreign], lists: revoked()) == "INDETERMINATE/REVOKED_NO_POE")
        #expect(try scene.verdict([scene.stamp(.references, time)], lists: revoked()) == "INDETERMINATE/REVOKED_NO_POE")
        #expect(try scene.verdict([scene.stamp(.signature, time, by: scene.signer)], lists: revoked()) == "INDETERMINATE/REVOKED_NO_POE")
    }

    @Test func `A clock that was revoked proves nothing, unless something later proves its word`() throws {
        let (stamp, revoked) = (try scene.stamp(.signature, Self.revocation - Self.day), Self.now - 5 * Self.day)
        let entries: [SigningScene.Entry] = [(SigningScene.signerSerial, Self.revocation, 1)]
        let lists = try scene.lists(signers: entries, clocks: [(SigningScene.clockSerial, revoked, 1)])
        #expect(try scene.verdict([stamp], lists: lists) == "INDETERMINATE/REVOKED_NO_POE")
        let second = try scene.clock(10, SigningScene.always)
        let intime = try scene.stamp(.archive, revoked - 1, by: second)
        #expect(try scene.verdict([stamp, intime], lists: lists) == "TOTAL-PASSED")
        let late = try scene.stamp(.archive, revoked + 1, by: second)
        #expect(try scene.verdict([stamp, late], lists: lists) == "INDETERMINATE/REVOKED_NO_POE")
    }

    @Test func `An authority that was revoked takes its signers with it, but for those who signed before`() throws {
        let lists = try scene.lists(authorities: [(SigningScene.authoritySerial, Self.revocation, 2)])
        #expect(try scene.verdict(lists: lists) == "INDETERMINATE/REVOKED_CA_NO_POE")
        #expect(try scene.verdict([scene.stamp(.signature, Self.revocation + 1)], lists: lists) == "INDETERMINATE/REVOKED_CA_NO_POE")
        #expect(try scene.verdict([scene.stamp(.content, Self.revocation + 1)], lists: lists) == "INDETERMINATE/REVOKED_CA_NO_POE")
        #expect(try scene.verdict([scene.stamp(.signature, Self.revocation - 1)], lists: lists) == "TOTAL-PASSED")
    }

    // MARK: Suspension, which can be taken back

    @Test func `Suspended is a state and a message of its own`() throws {
        #expect(try scene.verdict(lists: revoked(6)) == "INDETERMINATE/TRY_LATER")
        let report = try scene.report(scene.signature(lists: revoked(6)), .vietnamStrict)
        #expect(report.errors.map(\.code) == ["certificate-suspended"])
        #expect(report.revocation.first?.status == .suspended(Self.revocation))
        let after = try scene.stamp(.signature, Self.revocation + 1)
        #expect(try scene.verdict([after], lists: revoked(6)) == "INDETERMINATE/TRY_LATER")
    }

    @Test func `Suspended after the proven time is no reason against a signature`() throws {
        let before = try scene.stamp(.signature, Self.revocation - 1)
        #expect(try scene.verdict([before], lists: revoked(6)) == "TOTAL-PASSED")
        let report = try scene.report(scene.signature([before], lists: revoked(6)), .vietnamStrict)
        #expect(report.information.map(\.code).contains("certificate-suspended-later"))
    }

    @Test func `A suspension that was taken back counts no more, and one that became a revocation does`() throws {
        let held = try scene.authority.list(SigningScene.list([(SigningScene.signerSerial, Self.revocation, 6)], at: Self.now - 7200)).der
        #expect(try scene.verdict(lists: scene.lists() + [held]) == "TOTAL-PASSED")
        #expect(try scene.verdict(lists: revoked() + [held]) == "INDETERMINATE/REVOKED_NO_POE")
    }
}
