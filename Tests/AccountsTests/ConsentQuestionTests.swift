import Accounts
import Primitives
import Testing

@Suite struct ConsentQuestionTests {
    static func record(_ basis: ConsentRecord.Basis, version: String = "1", withdrawn: Bool = false) -> ConsentRecord {
        ConsentRecord(
            id: "c", account: ID("a"), client: ID("p"), scopes: ["openid", "profile"], claims: ["email"], basis: basis,
            textVersion: version,
            time: Instant(secondsSinceEpoch: 1), withdrawn: withdrawn ? Instant(secondsSinceEpoch: 2) : nil)
    }
    static let covered = Release(scopes: ["openid"], claims: ["email"])
    static let wider = Release(scopes: ["openid", "identity"])
    static let otherClaim = Release(scopes: ["openid"], claims: ["phone_number"])

    @Test(
        arguments: [
            (.none, covered, nil, .nothing),
            (.none, wider, record(.notice), .nothing),
            (.notice, covered, nil, .notice),
            (.notice, covered, record(.notice), .nothing),
            (.notice, covered, record(.explicit), .nothing),
            (.notice, wider, record(.notice), .notice),
            (.notice, otherClaim, record(.notice), .notice),
            (.notice, covered, record(.notice, version: "2"), .notice),
            (.notice, covered, record(.notice, withdrawn: true), .notice),
            (.notice, Release(scopes: []), record(.notice, withdrawn: true), .notice),
            (.explicit, covered, nil, .explicit),
            (.explicit, covered, record(.explicit), .nothing),
            (.explicit, covered, record(.notice), .explicit),
            (.explicit, wider, record(.explicit), .explicit),
            (.explicit, covered, record(.explicit, version: "2"), .explicit),
            (.explicit, covered, record(.explicit, withdrawn: true), .explicit),
        ] as [(ConsentPolicy, Release, ConsentRecord?, ConsentQuestion)])
    func question(policy: ConsentPolicy, release: Release, recorded: ConsentRecord?, expected: ConsentQuestion) {
        #expect(ConsentQuestion(policy: policy, release: release, recorded: recorded, textVersion: "1") == expected)
    }

    @Test(arguments: [(.none, .notice), (.notice, .notice), (.explicit, .explicit)] as [(ConsentPolicy, ConsentQuestion)])
    func `Core §3.1.2.1 prompt=consent asks again`(policy: ConsentPolicy, expected: ConsentQuestion) {
        let recorded = Self.record(.explicit)
        let question = ConsentQuestion(policy: policy, release: Self.covered, recorded: recorded, textVersion: "1", isDemanded: true)
        #expect(question == expected)
    }

    @Test(
        arguments: [
            (.notice, record(.notice), ["openid", "identity", "profile"], ["email"]),
            (.explicit, record(.explicit), ["openid", "identity", "profile"], ["email"]),
            (.explicit, record(.notice), ["openid", "identity"], []),
            (.notice, record(.notice, version: "2"), ["openid", "identity"], []),
            (.notice, record(.notice, withdrawn: true), ["openid", "identity"], []),
        ] as [(ConsentPolicy, ConsentRecord, [String], [String])])
    func theNextLineKeepsWhatStillHolds(policy: ConsentPolicy, recorded: ConsentRecord, scopes: [String], claims: [String]) {
        #expect(recorded.joined(to: Self.wider, under: policy, textVersion: "1") == Release(scopes: scopes, claims: claims))
    }
}
