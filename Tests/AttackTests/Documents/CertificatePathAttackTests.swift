import PKI
import Primitives
import Testing

/// Chains that look as if they led to an anchor. SIGNATURES §4: path attacks.
@Suite struct CertificatePathAttackTests {
    let root: TestAuthority
    let store: TrustStore

    init() throws {
        root = try TestAuthority.root(.authority("Root"))
        var store = TrustStore()
        store.add(root.certificate, domain: .public)
        self.store = store
    }

    private func failure(_ leaf: Certificate, with others: [Certificate] = [], at instant: Instant = TestTime.now) -> PathFailure? {
        if case .broken(let failure) = store.path(for: leaf, at: instant, with: others) { failure } else { nil }
    }

    @Test func `A signer does not certify another`() throws {
        let signer = try root.issue(CertificateTemplate("Signer"))
        let victim = try signer.issue(CertificateTemplate("Victim"))
        #expect(failure(victim.certificate, with: [signer.certificate]) != nil)
    }

    @Test func `An authority without basicConstraints is none`() throws {
        var template = CertificateTemplate.authority("Middle")
        template.isAuthority = nil
        let middle = try root.issue(template)
        let leaf = try middle.issue(CertificateTemplate("Leaf"))
        #expect(failure(leaf.certificate, with: [middle.certificate]) == .chainConstraints(.basicConstraints))
    }

    @Test func `An authority whose key is not for certificates is none`() throws {
        var template = CertificateTemplate.authority("Middle")
        template.keyUsage = [.digitalSignature]
        let middle = try root.issue(template)
        let leaf = try middle.issue(CertificateTemplate("Leaf"))
        #expect(failure(leaf.certificate, with: [middle.certificate]) == .chainConstraints(.keyUsage))
    }

    @Test func `A path is no longer than its authorities allow`() throws {
        var template = CertificateTemplate.authority("Upper")
        template.pathLength = 0
        let upper = try root.issue(template)
        let lower = try upper.issue(.authority("Lower"))
        let leaf = try lower.issue(CertificateTemplate("Leaf"))
        #expect(failure(leaf.certificate, with: [upper.certificate, lower.certificate]) == .chainConstraints(.pathLength))
    }

    @Test func `A name outside the permitted ones is refused`() throws {
        // permittedSubtrees: directoryName CN=Elsewhere.
        let base = DERWriter.sequence([DERWriter.value(.context(4), TestAuthority.name("Elsewhere"))])
        let constraints = DERWriter.sequence([DERWriter.value(.context(0), base)])
        var template = CertificateTemplate.authority("Middle")
        template.furtherExtensions = [CertificateTemplate.extension("2.5.29.30", isCritical: true, constraints)]
        let middle = try root.issue(template)
        let leaf = try middle.issue(CertificateTemplate("Here"))
        #expect(failure(leaf.certificate, with: [middle.certificate]) == .chainConstraints(.nameConstraints))
        let permitted = try middle.issue(CertificateTemplate("Elsewhere"))
        #expect(failure(permitted.certificate, with: [middle.certificate]) == nil)
    }

    @Test func `An unknown critical extension refuses the certificate`() throws {
        var template = CertificateTemplate("Leaf")
        template.furtherExtensions = [CertificateTemplate.extension("1.2.3.4.5", isCritical: true, DERWriter.null)]
        #expect(failure(try root.issue(template).certificate) == .chainConstraints(.criticalExtension))
    }

    @Test func `The name of an anchor is not its key`() throws {
        let impostor = try TestAuthority.root(.authority("Root"))
        let leaf = try impostor.issue(CertificateTemplate("Leaf"))
        #expect(failure(leaf.certificate, with: [impostor.certificate]) == .noChainFound)
    }

    @Test func `An authority that renewed its key under one name is found by its key`() throws {
        let old = try root.issue(.authority("Middle"))
        let new = try root.issue(.authority("Middle"))
        for middle in [old, new] {
            let leaf = try middle.issue(CertificateTemplate("Leaf"))
            let path = store.path(for: leaf.certificate, at: TestTime.now, with: [old.certificate, new.certificate]).path
            #expect(path?.certificates[1] == middle.certificate)
        }
    }

    @Test func `An expired certificate is told apart from one that is not valid yet`() throws {
        let leaf = try root.issue(CertificateTemplate("Leaf")).certificate
        for (instant, expected) in [
            (TestTime.end + 1, CertificationPath.ValidityFault.expired), (TestTime.start - 1, .notYetValid),
        ] {
            guard case .outOfValidity(_, 0, let fault) = store.path(for: leaf, at: instant) else {
                Issue.record("judged as \(store.path(for: leaf, at: instant))")
                continue
            }
            #expect(fault == expected)
        }
        #expect(failure(leaf, at: TestTime.end) == nil)
    }

    @Test func `Hundreds of issuers of one name cost a bounded number of signatures`() throws {
        let template = CertificateTemplate.authority("Middle")
        let crowd = try (0..<200).map { _ in try root.issue(template) }
        let stranger = try TestAuthority.root(template)
        let leaf = try stranger.issue(CertificateTemplate("Leaf"))
        #expect(failure(leaf.certificate, with: crowd.map(\.certificate)) == .limit)
    }

    @Test func `A circle of authorities ends`() throws {
        let first = try TestAuthority.root(.authority("First"))
        let second = try first.issue(.authority("Second"))
        let back = try second.certify(.authority("First"), key: first.key)
        let leaf = try second.issue(CertificateTemplate("Leaf"))
        #expect(failure(leaf.certificate, with: [first.certificate, second.certificate, back]) == .noChainFound)
    }

    @Test func `Another root of an anchor's key does not hide the anchor, and is none itself`() throws {
        var template = CertificateTemplate.authority("Root")
        template.serialNumber = 2
        let twin = try root.certify(template, key: root.key)
        let middle = try root.issue(.authority("Middle"))
        let leaf = try middle.issue(CertificateTemplate("Leaf"))
        #expect(failure(leaf.certificate, with: [twin, middle.certificate]) == nil)
        #expect(failure(twin) == .noChainFound)
    }

    @Test func `An anchor that says it is no authority certifies nobody`() throws {
        let signer = try TestAuthority.root(CertificateTemplate("Signer"))
        var store = TrustStore()
        store.add(signer.certificate, domain: .test)
        guard case .valid = store.path(for: signer.certificate, at: TestTime.now) else {
            Issue.record("an anchor is its own path")
            return
        }
        let victim = try signer.issue(CertificateTemplate("Victim")).certificate
        #expect(store.path(for: victim, at: TestTime.now).path == nil)
    }
}
