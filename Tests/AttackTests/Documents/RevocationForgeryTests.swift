import PKI
import Primitives
import Testing

/// Forged, stale and wrongly delegated lists and answers. SIGNATURES §4.
@Suite struct RevocationForgeryTests {
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

    private func status(
        lists: [RevocationList] = [], answers: [OnlineStatus] = [], certificates: [Certificate] = [], at instant: Instant = TestTime.now
    ) throws -> RevocationStatus {
        let path = try #require(store.path(for: signer.certificate, at: instant, with: certificates).path)
        var evidence = RevocationEvidence()
        evidence.lists = lists
        evidence.responses = answers
        evidence.certificates = certificates
        return RevocationJudge(store: store, evidence: evidence, at: instant).status(of: 0, in: path)
    }

    private enum Kind { case good, missing, outOfBounds, revoked, suspended }

    private func kind(
        lists: [RevocationList] = [], answers: [OnlineStatus] = [], at instant: Instant = TestTime.now
    ) throws -> Kind {
        switch try status(lists: lists, answers: answers, at: instant) {
        case .good: .good
        case .missing: .missing
        case .outOfBounds: .outOfBounds
        case .revoked: .revoked
        case .suspended: .suspended
        }
    }

    private func revoking(reason: Int = 1) -> TestAuthority.ListTemplate {
        var template = TestAuthority.ListTemplate()
        template.revoked = [(5, TestTime.start, 1), (77, TestTime.now - 3600, reason), (300, TestTime.start, 1)]
        return template
    }

    @Test func `No evidence is no good status`() throws { #expect(try status() == .missing) }

    @Test func `A list that another signed in the authority's name says nothing`() throws {
        let stranger = try TestAuthority.root(.authority("Authority"))
        #expect(try status(lists: [stranger.list()], certificates: [stranger.certificate]) == .missing)
        #expect(try status(lists: [root.list(inTheNameOf: authority.certificate)]) == .missing)
    }

    @Test func `A list of another authority says nothing`() throws {
        let neighbour = try root.issue(.authority("Neighbour"))
        #expect(try status(lists: [neighbour.list(), root.list()], certificates: [neighbour.certificate]) == .missing)
    }

    @Test func `A list of a key that is not for lists says nothing`() throws {
        var template = CertificateTemplate("Authority")
        template.keyUsage = [.digitalSignature]
        let clerk = try root.issue(template)
        #expect(try status(lists: [clerk.list()], certificates: [clerk.certificate]) == .missing)
    }

    @Test func `A stale list is no good status, and still a revocation`() throws {
        var template = TestAuthority.ListTemplate()
        template.thisUpdate = TestTime.now - 30 * TestTime.day
        template.nextUpdate = TestTime.now - TestTime.day
        #expect(try kind(lists: [authority.list(template)]) == .outOfBounds, "stale and believed")
        template.revoked = [(77, TestTime.now - 40 * TestTime.day, 1)]
        #expect(try kind(lists: [authority.list(template)]) == .revoked, "revocation forgotten")
    }

    @Test func `A list of authorities alone does not answer for a signer`() throws {
        var template = TestAuthority.ListTemplate()
        let scope = DERWriter.sequence([DERWriter.value(.context(2, constructed: false), [0xFF])])
        template.extensions = [CertificateTemplate.extension("2.5.29.28", isCritical: true, scope)]
        #expect(try status(lists: [authority.list(template)]) == .missing)
    }

    @Test func `A list with a critical part that is not understood is none`() throws {
        var template = TestAuthority.ListTemplate()
        template.extensions = [CertificateTemplate.extension("1.2.3.4.5", isCritical: true, DERWriter.null)]
        #expect(throws: TestAuthority.Unmakeable.self) { try authority.list(template) }
        template = revoking()
        template.entryExtensions = [CertificateTemplate.extension("1.2.3.4.5", isCritical: true, DERWriter.null)]
        #expect(throws: TestAuthority.Unmakeable.self) { try authority.list(template) }
    }

    @Test func `A newer list that leaves a revoked certificate out does not bring it back`() throws {
        var old = revoking()
        old.thisUpdate = TestTime.now - 2 * TestTime.day
        #expect(try kind(lists: [authority.list(), authority.list(old)]) == .revoked, "brought back")
    }

    @Test func `A hold is its own state, and ends with the next list`() throws {
        var held = revoking(reason: 6)
        #expect(try kind(lists: [authority.list(held)]) == .suspended, "not suspended")
        held.thisUpdate = TestTime.now - 2 * TestTime.day
        #expect(try kind(lists: [authority.list(held), authority.list()]) == .good, "still suspended")
    }

    @Test func `Silence about a certificate that had expired proves nothing`() throws {
        let later = TestTime.end + TestTime.day
        var template = TestAuthority.ListTemplate()
        template.thisUpdate = TestTime.end + 3600
        template.nextUpdate = later + TestTime.day
        #expect(try status(lists: [authority.list(template)], at: TestTime.end) == .missing)
        template.extensions = [
            CertificateTemplate.extension("2.5.29.60", isCritical: false, TestAuthority.time(TestTime.start))
        ]
        #expect(
            try kind(lists: [authority.list(template)], at: TestTime.end) == .good,
            "the list keeps expired certificates, and was not believed")
    }

    @Test func `The issuer answers for its own certificates`() throws {
        #expect(try kind(answers: [authority.answer(about: signer.certificate, under: authority.certificate)]) == .good, "not believed")
    }

    @Test func `An answer about another certificate says nothing`() throws {
        var template = CertificateTemplate("Other")
        template.serialNumber = 78
        let other = try authority.issue(template)
        #expect(try status(answers: [authority.answer(about: other.certificate, under: authority.certificate)]) == .missing)
    }

    @Test func `An answer about the same number under another issuer says nothing`() throws {
        let neighbour = try root.issue(.authority("Authority"))
        let answer = try neighbour.answer(about: signer.certificate, under: neighbour.certificate)
        #expect(try status(answers: [answer], certificates: [neighbour.certificate]) == .missing)
    }

    @Test func `A responder whom the authority entitled is believed`() throws {
        let responder = try authority.issue(.responder("Responder"))
        var template = TestAuthority.AnswerTemplate()
        template.certificates = [responder.certificate]
        let answer = try responder.answer(about: signer.certificate, under: authority.certificate, template)
        #expect(try kind(answers: [answer]) == .good, "not believed")
    }

    @Test func `A responder without the purpose is not believed`() throws {
        let clerk = try authority.issue(CertificateTemplate("Clerk"))
        var template = TestAuthority.AnswerTemplate()
        template.certificates = [clerk.certificate]
        #expect(try status(answers: [clerk.answer(about: signer.certificate, under: authority.certificate, template)]) == .missing)
    }

    @Test func `A responder of an unrelated authority is not believed`() throws {
        let neighbour = try root.issue(.authority("Neighbour"))
        let upper = try root.issue(.responder("Responder of the root"))
        for foreign in [try neighbour.issue(.responder("Responder")), upper] {
            var template = TestAuthority.AnswerTemplate()
            template.certificates = [foreign.certificate, neighbour.certificate]
            #expect(try status(answers: [foreign.answer(about: signer.certificate, under: authority.certificate, template)]) == .missing)
        }
    }

    @Test func `A responder that was revoked is not believed`() throws {
        var template = CertificateTemplate.responder("Responder")
        template.serialNumber = 300
        let responder = try authority.issue(template)
        var answer = TestAuthority.AnswerTemplate()
        answer.certificates = [responder.certificate]
        var list = TestAuthority.ListTemplate()
        list.revoked = [(300, TestTime.start, 1)]
        list.thisUpdate = TestTime.now - 30 * TestTime.day
        list.nextUpdate = TestTime.now - TestTime.day
        let good = try responder.answer(about: signer.certificate, under: authority.certificate, answer)
        #expect(try kind(lists: [authority.list(list)], answers: [good]) == .outOfBounds, "believed")
    }

    @Test func `A responder whose own certificate had expired when it answered is not believed`() throws {
        var template = CertificateTemplate.responder("Responder")
        template.notAfter = TestTime.now - TestTime.day
        let responder = try authority.issue(template)
        var answer = TestAuthority.AnswerTemplate()
        answer.certificates = [responder.certificate]
        #expect(try status(answers: [responder.answer(about: signer.certificate, under: authority.certificate, answer)]) == .missing)
    }

    @Test func `A responder that does not know the certificate is no good status`() throws {
        var template = TestAuthority.AnswerTemplate()
        template.status = .unknown
        #expect(try status(answers: [authority.answer(about: signer.certificate, under: authority.certificate, template)]) == .missing)
    }

    @Test func `A revocation counts against a good answer of another time`() throws {
        let good = try authority.answer(about: signer.certificate, under: authority.certificate)
        #expect(try kind(lists: [authority.list(revoking())], answers: [good]) == .revoked, "outvoted")
    }

    @Test func `Forged lists by the hundred cannot hide a revocation that is known here`() throws {
        let stranger = try TestAuthority.root(.authority("Authority"))
        let flood = try (0..<300).map { index in
            var template = TestAuthority.ListTemplate()
            template.thisUpdate = TestTime.now - Int64(index)
            return try stranger.list(template)
        }
        var known = store
        known.add(try authority.list(revoking()))
        var evidence = RevocationEvidence()
        evidence.lists = flood
        evidence.responses = [try authority.answer(about: signer.certificate, under: authority.certificate)]
        let path = try #require(known.path(for: signer.certificate, at: TestTime.now).path)
        guard case .revoked = RevocationJudge(store: known, evidence: evidence, at: TestTime.now).status(of: 0, in: path) else {
            Issue.record("hidden")
            return
        }
        #expect(try kind(lists: flood + [authority.list()]) == .missing, "the budget of a document's own lists")
    }
}
