import PKI
import Primitives
import Testing

/// Lists that speak of some reasons, of some certificates, of what changed, or under another's key. RFC 5280 §5.2, §6.3.3.
@Suite struct RevocationScopeTests {
    let root: TestAuthority
    let authority: TestAuthority
    let signer: TestAuthority
    let store: TrustStore

    init() throws {
        root = try TestAuthority.root(.authority("Root"))
        authority = try root.issue(.authority("Authority"))
        var template = CertificateTemplate("Signer")
        template.serialNumber = 77
        signer = try authority.issue(template)
        var store = TrustStore()
        store.add(root.certificate, domain: .public)
        store.add(authority.certificate, domain: .public)
        self.store = store
    }

    private enum Kind { case good, missing, outOfBounds, revoked, suspended }

    private func kind(of certificate: Certificate? = nil, _ lists: [RevocationList], certificates: [Certificate] = []) throws -> Kind {
        let path = try #require(store.path(for: certificate ?? signer.certificate, at: TestTime.now, with: certificates).path)
        var evidence = RevocationEvidence()
        (evidence.lists, evidence.certificates) = (lists, certificates)
        switch RevocationJudge(store: store, evidence: evidence, at: TestTime.now).status(of: 0, in: path) {
        case .good: return .good
        case .missing: return .missing
        case .outOfBounds: return .outOfBounds
        case .revoked: return .revoked
        case .suspended: return .suspended
        }
    }

    private func scope(_ fields: [UInt8]...) -> [UInt8] {
        CertificateTemplate.extension("2.5.29.28", isCritical: true, DERWriter.sequence(fields))
    }

    private func number(_ number: Int, base: Int? = nil) -> [[UInt8]] {
        let own = CertificateTemplate.extension("2.5.29.20", isCritical: false, DERWriter.integer(number))
        return [own] + (base.map { [CertificateTemplate.extension("2.5.29.27", isCritical: true, DERWriter.integer($0))] } ?? [])
    }

    private func list(_ extensions: [[UInt8]], reason: Int? = nil, by other: TestAuthority? = nil) throws -> RevocationList {
        var template = TestAuthority.ListTemplate()
        template.extensions = extensions
        if let reason { template.revoked = [(77, TestTime.now - 3600, reason)] }
        return try (other ?? authority).list(template)
    }

    /// keyCompromise alone, and all the others.
    private var compromise: [UInt8] { DERWriter.value(.context(3, constructed: false), [6, 0x40]) }
    private var others: [UInt8] { DERWriter.value(.context(3, constructed: false), [7, 0x3F, 0x80]) }

    @Test func `Lists of some reasons are good together, and not one by one`() throws {
        let lists = [try list([scope(compromise)]), try list([scope(others)])]
        #expect(try kind([lists[0]]) == .missing)
        #expect(try kind([lists[1]]) == .missing)
        #expect(try kind(lists) == .good)
        #expect(try kind([lists[1], list([scope(compromise)], reason: 1)]) == .revoked)
    }

    @Test func `What changed says nothing without the list that it is the difference to`() throws {
        let change = try list(number(5, base: 4))
        #expect(try kind([change]) == .missing)
        #expect(try kind([list(number(3)), list(number(5, base: 4), reason: 1)]) == .good)
        #expect(try kind([list(number(4)), list(number(5, base: 4), reason: 1)]) == .revoked)
    }

    @Test func `A change takes back a hold`() throws {
        #expect(try kind([list(number(4), reason: 6)]) == .suspended)
        #expect(try kind([list(number(4), reason: 6), list(number(5, base: 4), reason: 8)]) == .good)
    }

    @Test func `A change of another key changes nothing`() throws {
        let stranger = try TestAuthority.root(.authority("Authority"))
        #expect(try kind([list(number(4), reason: 6), list(number(5, base: 4), reason: 8, by: stranger)]) == .suspended)
    }

    @Test func `A list of a named place answers for certificates that name it`() throws {
        let place = DERWriter.value(.context(0), DERWriter.value(.context(6, constructed: false), Array("http://a.test/1".utf8)))
        let elsewhere = DERWriter.value(.context(0), DERWriter.value(.context(6, constructed: false), Array("http://a.test/2".utf8)))
        var template = CertificateTemplate("Placed")
        template.serialNumber = 78
        let points = DERWriter.sequence([DERWriter.sequence([DERWriter.value(.context(0), place)])])
        template.furtherExtensions = [CertificateTemplate.extension("2.5.29.31", isCritical: false, points)]
        let placed = try authority.issue(template).certificate
        let lists = try [place, elsewhere].map { try list([scope(DERWriter.value(.context(0), $0))]) }
        #expect(try kind(of: placed, [lists[0]]) == .good)
        #expect(try kind(of: placed, [lists[1]]) == .missing)
        #expect(try kind(lists) == .missing)
    }

    @Test func `A list of several issuers answers only where the certificate says so`() throws {
        let publisher = try root.issue(.authority("Publisher"))
        let flag = DERWriter.value(.context(4, constructed: false), [0xFF])
        let indirect = try list([scope(flag)], by: publisher)
        #expect(try kind([indirect], certificates: [publisher.certificate]) == .missing)
        var template = CertificateTemplate("Told")
        template.serialNumber = 79
        let issuer = DERWriter.value(.context(2), DERWriter.value(.context(4), publisher.certificate.subjectDER))
        template.furtherExtensions = [
            CertificateTemplate.extension("2.5.29.31", isCritical: false, DERWriter.sequence([DERWriter.sequence([issuer])]))
        ]
        let told = try authority.issue(template).certificate
        let own = try root.list()
        #expect(try kind(of: told, [indirect], certificates: [publisher.certificate]) == .missing, "the publisher's status is unknown")
        #expect(try kind(of: told, [indirect, own], certificates: [publisher.certificate]) == .good)
        #expect(try kind(of: told, [list([], by: publisher), own], certificates: [publisher.certificate]) == .missing)
    }

    @Test func `An own key for lists counts as long as it is not revoked`() throws {
        var template = CertificateTemplate("Authority")
        template.serialNumber = 500
        template.keyUsage = [.crlSign]
        let clerk = try root.issue(template)
        let lists = [try clerk.list(), try root.list()]
        #expect(try kind(lists, certificates: [clerk.certificate]) == .good)
        #expect(try kind([lists[0]], certificates: [clerk.certificate]) == .missing)
        var revoking = TestAuthority.ListTemplate()
        revoking.revoked = [(500, TestTime.start, 1)]
        #expect(try kind([lists[0], root.list(revoking)], certificates: [clerk.certificate]) == .missing)
    }

    @Test func `A key for lists does not vouch for itself`() throws {
        var template = CertificateTemplate("Authority")
        template.keyUsage = [.crlSign]
        let clerk = try authority.issue(template)
        #expect(try kind([clerk.list()], certificates: [clerk.certificate]) == .missing)
    }
}
