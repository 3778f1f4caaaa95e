import PKI
import Primitives
import SignatureValidation
import Testing

/// Archive timestamps, each of which renews the proof of those before it while they can still be believed. ETSI EN 319 102-1 §5.6.
@Suite struct RenewedProofTests {
    private static let now = TestTime.now
    private static let day = TestTime.day
    private static let signed = now - 120 * day
    private static let signerEnd = now - 100 * day
    private static let clockEnd = now - 80 * day
    private static let secondEnd = now - 40 * day

    private let scene: SigningScene
    private let second: TestAuthority
    private let third: TestAuthority

    /// The signer, the first clock and the second have all expired, one after the other.
    init() throws {
        scene = try SigningScene(signer: (Self.now - 150 * Self.day, Self.signerEnd), clock: (Self.now - 150 * Self.day, Self.clockEnd))
        second = try scene.clock(10, (Self.now - 150 * Self.day, Self.secondEnd))
        third = try scene.clock(11, SigningScene.always)
    }

    /// Of the days on which each of them could still be asked about.
    private func lists(clocks: [SigningScene.Entry] = []) throws -> [[UInt8]] {
        let clockLists = try [Self.clockEnd - 1, Self.secondEnd - 1, Self.now - 3600].map { time in
            try scene.timeRoot.list(SigningScene.list(clocks.filter { $0.at <= time }, at: time)).der
        }
        return [
            try scene.authority.list(SigningScene.list(at: Self.signerEnd - 1)).der, try scene.root.list(SigningScene.list()).der,
        ] + clockLists
    }

    private func stamps(_ first: Instant?, _ next: Instant?) throws -> [FoundTimestamp] {
        var stamps = [try scene.stamp(.signature, Self.signed)]
        if let first { stamps.append(try scene.stamp(.archive, first, by: second)) }
        if let next { stamps.append(try scene.stamp(.archive, next, by: third)) }
        return stamps
    }

    private static let outOfBounds = "INDETERMINATE/OUT_OF_BOUNDS_NOT_REVOKED"

    @Test func `A proof ends with its clock`() throws {
        #expect(try scene.verdict(stamps(nil, nil), lists: lists()) == Self.outOfBounds)
        #expect(try scene.verdict(stamps(nil, nil), lists: lists(), at: Self.clockEnd - 60) == "TOTAL-PASSED")
    }

    @Test func `A chain of renewals proves the first time`() throws {
        let stamps = try stamps(Self.clockEnd - 2 * Self.day, Self.secondEnd - 2 * Self.day)
        #expect(try scene.verdict(stamps, lists: lists()) == "TOTAL-PASSED")
        for policy in ValidationPolicy.all {
            let report = try scene.report(scene.signature(stamps, lists: lists()), policy)
            #expect(report.provenTime == Self.signed)
            #expect(report.timestamps.map(\.indication) == [.totalPassed, .totalPassed, .totalPassed])
        }
    }

    @Test func `A chain with one link too late or missing proves nothing before it`() throws {
        let lists = try lists()
        #expect(try scene.verdict(stamps(nil, Self.secondEnd - 2 * Self.day), lists: lists) == Self.outOfBounds)
        #expect(try scene.verdict(stamps(Self.clockEnd - 2 * Self.day, nil), lists: lists) == Self.outOfBounds)
        #expect(try scene.verdict(stamps(Self.clockEnd + Self.day, Self.secondEnd - 2 * Self.day), lists: lists) == Self.outOfBounds)
        #expect(try scene.verdict(stamps(Self.clockEnd - 2 * Self.day, Self.secondEnd + Self.day), lists: lists) == Self.outOfBounds)
    }

    @Test func `A link over other bytes holds nothing together`() throws {
        var stamps = try stamps(Self.clockEnd - 2 * Self.day, Self.secondEnd - 2 * Self.day)
        stamps[1].imprintMatches = false
        #expect(try scene.verdict(stamps, lists: lists()) == Self.outOfBounds)
    }

    @Test func `Timestamps that stand alone renew as well, for what they protect`() throws {
        let all = try stamps(Self.clockEnd - 2 * Self.day, Self.secondEnd - 2 * Self.day)
        var standing = Array(all.dropFirst())
        for index in standing.indices { standing[index].protects = [0] }
        #expect(try scene.verdict([all[0]], lists: lists(), standing: standing) == "TOTAL-PASSED")
        for index in standing.indices { standing[index].protects = [1] }
        #expect(try scene.verdict([all[0]], lists: lists(), standing: standing) == Self.outOfBounds)
    }

    @Test func `A clock that was revoked after its word was renewed is believed, and before is not`() throws {
        let stamps = try stamps(Self.clockEnd - 5 * Self.day, Self.secondEnd - 2 * Self.day)
        let late: SigningScene.Entry = (SigningScene.clockSerial, Self.clockEnd - 4 * Self.day, 1)
        #expect(try scene.verdict(stamps, lists: lists(clocks: [late])) == "TOTAL-PASSED")
        let early: SigningScene.Entry = (SigningScene.clockSerial, Self.clockEnd - 6 * Self.day, 1)
        #expect(try scene.verdict(stamps, lists: lists(clocks: [early])) == Self.outOfBounds)
    }
}
