import PKI
import Primitives
import Testing

/// Lists and answers that were cut, stretched or flipped: read or refused, never a crash, and never another meaning.
@Suite struct RevocationEvidenceMutationTests {
    let root: TestAuthority
    let signer: TestAuthority
    let store: TrustStore

    init() throws {
        root = try TestAuthority.root(.authority("Root"))
        signer = try root.issue(CertificateTemplate("Signer"))
        var store = TrustStore()
        store.add(root.certificate, domain: .test)
        self.store = store
    }

    private func isGood(_ evidence: RevocationEvidence) throws -> Bool {
        let path = try #require(store.path(for: signer.certificate, at: TestTime.now).path)
        if case .good = RevocationJudge(store: store, evidence: evidence, at: TestTime.now).status(of: 0, in: path) { return true }
        return false
    }

    private func variants(_ bytes: [UInt8]) -> [[UInt8]] {
        var variants = bytes.indices.map { Array(bytes[..<$0]) }
        for index in bytes.indices {
            for value in [bytes[index] ^ 1, bytes[index] ^ 0x80, 0x30, 0xFF, 0x84] where value != bytes[index] {
                var changed = bytes
                changed[index] = value
                variants.append(changed)
            }
        }
        return variants + [bytes + [0], bytes + bytes]
    }

    /// ECDSA's signature value alone may be spelled in several ways, of which none verifies but the one.
    @Test func `A changed list is not believed`() throws {
        var template = TestAuthority.ListTemplate()
        template.revoked = [(2, TestTime.start, 1), (3, TestTime.start, 6)]
        let sound = try root.list(template).der
        #expect(try isGood(RevocationEvidence(lists: [sound], responses: [])))
        for bytes in variants(sound) { #expect(try !isGood(RevocationEvidence(lists: [bytes], responses: []))) }
    }

    @Test func `A changed answer is not believed`() throws {
        let sound = try root.answer(about: signer.certificate, under: root.certificate).der
        #expect(try isGood(RevocationEvidence(lists: [], responses: [sound])))
        // Only what stands outside the signed part may be spelled otherwise.
        let inside = sound.count - 75
        for bytes in variants(sound).filter({ $0.count != sound.count || $0[60..<inside] != sound[60..<inside] }) {
            #expect(try !isGood(RevocationEvidence(lists: [], responses: [bytes])))
        }
    }

    @Test func `A list of twenty thousand entries is asked in time`() throws {
        var template = TestAuthority.ListTemplate()
        template.revoked = (0..<20_000).map { ($0 + 1000, TestTime.start, 1) }
        let list = try root.list(template)
        let duration = try ContinuousClock().measure {
            let again = try #require(RevocationList(der: list.der))
            var evidence = RevocationEvidence()
            evidence.lists = [again]
            #expect(try isGood(evidence))
        }
        // A bound for a debug build on a busy machine; in release it takes some milliseconds.
        #expect(duration < .seconds(2))
    }
}
