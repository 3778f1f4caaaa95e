import PKI
import Primitives
import Testing

/// What may come from an address of revocation data, over plain http and from whoever stands in between. THREATS §1.5.
@Suite struct RevocationAdmissionTests {
    let root: TestAuthority
    let authority: TestAuthority
    let signer: TestAuthority
    let store: TrustStore

    static let lists = "http://crl.example.vn/list.crl"
    static let answers = "http://ocsp.example.vn"

    init() throws {
        root = try TestAuthority.root(.authority("Root"))
        authority = try root.issue(.authority("Authority"))
        var template = CertificateTemplate("Signer")
        template.serialNumber = 77
        template.furtherExtensions = [Self.points(Self.lists), Self.responders(Self.answers)]
        signer = try authority.issue(template)
        var store = TrustStore()
        store.add(root.certificate, domain: .public)
        store.add(authority.certificate, domain: .public)
        self.store = store
    }

    /// RFC 5280 §4.2.1.13.
    static func points(_ address: String, _ identifier: OID = "2.5.29.31") -> [UInt8] {
        let name = DERWriter.value(.context(0), DERWriter.value(.context(0), Self.uri(address)))
        return CertificateTemplate.extension(identifier, isCritical: false, DERWriter.sequence([DERWriter.sequence([name])]))
    }

    /// RFC 5280 §4.2.2.1.
    static func responders(_ address: String) -> [UInt8] {
        let description = DERWriter.sequence([DERWriter.objectIdentifier("1.3.6.1.5.5.7.48.1"), Self.uri(address)])
        return CertificateTemplate.extension("1.3.6.1.5.5.7.1.1", isCritical: false, DERWriter.sequence([description]))
    }

    private static func uri(_ address: String) -> [UInt8] { DERWriter.value(.context(6, constructed: false), Array(address.utf8)) }

    private func admit(
        _ bytes: [UInt8], from source: RevocationSource? = nil, held: Instant? = nil
    ) throws(RevocationAdmission.Refusal) -> RevocationAdmission.Admitted {
        let source = source ?? RevocationSource(address: Self.lists, authority: authority.certificate)
        return try RevocationAdmission(from: source, store: store, at: TestTime.now, held: held).admit(bytes)
    }

    @Test func `An address is one when its certificate chains to an anchor, and not before`() throws {
        let sources = store.revocationSources(for: signer.certificate, at: TestTime.now)
        #expect(sources.map(\.address) == [Self.lists], "an answer is asked for only where there is no list")
        #expect(sources.map(\.authority) == [authority.certificate])
        #expect(TrustStore().revocationSources(for: signer.certificate, at: TestTime.now).isEmpty)
        let stranger = try TestAuthority.root(.authority("Authority"))
        var template = CertificateTemplate("Signer")
        template.furtherExtensions = [Self.points("http://trap.example.vn/")]
        let foreign = try stranger.issue(template).certificate
        #expect(store.revocationSources(for: foreign, at: TestTime.now, with: [stranger.certificate]).isEmpty)
    }

    @Test func `Authorities on the way name addresses too, also those that came with the document`() throws {
        var template = CertificateTemplate.authority("Lower")
        template.furtherExtensions = [Self.points("https://crl.example.vn/lower.crl")]
        let lower = try authority.issue(template)
        let leaf = try lower.issue(CertificateTemplate("Leaf")).certificate
        #expect(store.revocationSources(for: leaf, at: TestTime.now).isEmpty)
        let sources = store.revocationSources(for: leaf, at: TestTime.now, with: [lower.certificate])
        #expect(sources.map(\.address) == ["https://crl.example.vn/lower.crl"])
    }

    @Test func `Who names no list is asked about alone`() throws {
        var template = CertificateTemplate("Signer")
        template.furtherExtensions = [Self.responders(Self.answers)]
        let one = try authority.issue(template)
        let source = try #require(store.revocationSources(for: one.certificate, at: TestTime.now).first)
        #expect(source.address == Self.answers)
        let answer = try authority.answer(about: one.certificate, under: authority.certificate)
        #expect(try admit(answer.der, from: source).der == answer.der)
        let other = try authority.answer(about: signer.certificate, under: authority.certificate)
        #expect(throws: RevocationAdmission.Refusal.forged) { try admit(other.der, from: source) }
        let forged = try signer.answer(about: one.certificate, under: authority.certificate)
        #expect(throws: RevocationAdmission.Refusal.forged) { try admit(forged.der, from: source) }
        #expect(throws: RevocationAdmission.Refusal.unreadable) { try admit(authority.list().der, from: source) }
    }

    @Test(arguments: ["ldap://ldap.example.vn/cn=CA", "file:///etc/passwd", "http://crl.example.vn/a b", "gopher://x", ""])
    func `Other kinds of addresses are none`(address: String) throws {
        var template = CertificateTemplate("Signer")
        template.furtherExtensions = [Self.points(address), Self.responders(address)]
        #expect(store.revocationSources(for: try authority.issue(template).certificate, at: TestTime.now).isEmpty)
    }

    @Test func `No certificate names more addresses than anybody needs`() throws {
        let point = { (number: Int) in
            DERWriter.sequence([DERWriter.value(.context(0), DERWriter.value(.context(0), Self.uri("http://x.example.vn/\(number)")))])
        }
        var template = CertificateTemplate("Signer")
        let points = DERWriter.sequence((0..<60).map(point))
        template.furtherExtensions = [CertificateTemplate.extension("2.5.29.31", isCritical: false, points)]
        #expect(store.revocationSources(for: try authority.issue(template).certificate, at: TestTime.now).count == 8)
    }

    @Test func `The authority's own list is kept, and a later one after it`() throws {
        let list = try authority.list()
        #expect(try admit(list.der).der == list.der)
        #expect(try admit(list.der, held: list.thisUpdate).thisUpdate == list.thisUpdate)
    }

    @Test func `A list that another signed in the authority's name is not kept`() throws {
        let stranger = try TestAuthority.root(.authority("Authority"))
        #expect(throws: RevocationAdmission.Refusal.forged) { try admit(stranger.list().der) }
        #expect(throws: RevocationAdmission.Refusal.forged) { try admit(signer.list(inTheNameOf: authority.certificate).der) }
        // Sound, and another's: it says nothing of those whom this address is for.
        #expect(throws: RevocationAdmission.Refusal.forged) {
            try admit(stranger.list().der, from: RevocationSource(address: Self.lists, authority: root.certificate))
        }
    }

    @Test func `A list that is played back does not take the place of a newer one`() throws {
        var template = TestAuthority.ListTemplate()
        template.thisUpdate = TestTime.now - 3 * TestTime.day
        let old = try authority.list(template)
        #expect(throws: RevocationAdmission.Refusal.older) { try admit(old.der, held: TestTime.now - TestTime.day) }
    }

    @Test func `A list of another time is not kept`() throws {
        var template = TestAuthority.ListTemplate()
        template.nextUpdate = TestTime.now - 3600
        #expect(throws: RevocationAdmission.Refusal.outOfDate) { try admit(authority.list(template).der) }
        template.thisUpdate = TestTime.now + TestTime.day
        template.nextUpdate = TestTime.now + 2 * TestTime.day
        #expect(throws: RevocationAdmission.Refusal.future) { try admit(authority.list(template).der) }
    }

    @Test func `What is no list is not kept`() throws {
        let list = try authority.list().der
        for bytes in [[], [0x30], Array("<html>".utf8), Array(list.dropLast()), list + [0], root.certificate.der] {
            #expect(throws: RevocationAdmission.Refusal.unreadable) { try admit(bytes) }
        }
    }
}
