import PKI
import Primitives
import SignatureValidation
import Testing
import TokenCrypto

/// Trusted lists that say more than their signers did. ETSI TS 119 612 §5.7.
@Suite struct TrustServiceListAttackTests {
    let operating: TestAuthority
    let service: TestAuthority
    let clock: TestAuthority

    init() throws {
        operating = try TestAuthority.root(CertificateTemplate("Scheme operator"))
        let foreignRoot = try TestAuthority.root(.authority("Foreign root"))
        service = try foreignRoot.issue(.authority("Foreign authority"))
        clock = try TestAuthority.root(.authority("Foreign clock"))
    }

    private static let statuses = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"

    private func entry(_ type: String, _ certificate: Certificate, status: String, history: String = "") -> String {
        "<TSPService><ServiceInformation><ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/\(type)</ServiceTypeIdentifier>"
            + "<ServiceDigitalIdentity><DigitalId><X509Certificate>\(Base64.encode(certificate.der))</X509Certificate></DigitalId>"
            + "</ServiceDigitalIdentity><ServiceStatus>\(Self.statuses)\(status)</ServiceStatus>"
            + "<StatusStartingTime>2025-03-01T00:00:00Z</StatusStartingTime></ServiceInformation>\(history)</TSPService>"
    }

    /// The list without its signature, in the form that canonicalization would give it.
    private func list(services: String, nextUpdate: String = "2025-12-01T00:00:00Z") -> String {
        "<TrustServiceStatusList xmlns=\"http://uri.etsi.org/02231/v2#\" TSLTag=\"http://uri.etsi.org/19612/TSLTag\"><SchemeInformation>"
            + "<TSLVersionIdentifier>5</TSLVersionIdentifier><TSLSequenceNumber>7</TSLSequenceNumber>"
            + "<SchemeTerritory>XX</SchemeTerritory><PointersToOtherTSL></PointersToOtherTSL>"
            + "<ListIssueDateTime>2025-06-01T00:00:00Z</ListIssueDateTime>"
            + "<NextUpdate><dateTime>\(nextUpdate)</dateTime></NextUpdate></SchemeInformation>"
            + "<TrustServiceProviderList><TrustServiceProvider><TSPServices>\(services)</TSPServices></TrustServiceProvider>"
            + "</TrustServiceProviderList></TrustServiceStatusList>"
    }

    private func signed(_ list: String, by signer: TestAuthority) throws -> String {
        let digest = try #require(DigestAlgorithm.sha256.digest(Array(list.utf8)))
        let ds = "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""
        let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
        let information =
            "<ds:SignedInfo \(ds)><ds:CanonicalizationMethod Algorithm=\"\(exclusive)\"></ds:CanonicalizationMethod>"
            + "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"></ds:SignatureMethod>"
            + "<ds:Reference URI=\"\"><ds:Transforms>"
            + "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></ds:Transform>"
            + "<ds:Transform Algorithm=\"\(exclusive)\"></ds:Transform></ds:Transforms>"
            + "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>"
            + "<ds:DigestValue>\(Base64.encode(digest))</ds:DigestValue></ds:Reference></ds:SignedInfo>"
        let value = Base64.encode(try signer.key.sign(Array(information.utf8)))
        let signature =
            "<ds:Signature \(ds)>\(information)<ds:SignatureValue>\(value)</ds:SignatureValue><ds:KeyInfo><ds:X509Data>"
            + "<ds:X509Certificate>\(Base64.encode(signer.certificate.der))</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"
        return String(list.dropLast("</TrustServiceStatusList>".count)) + signature + "</TrustServiceStatusList>"
    }

    private func read(_ text: String, at now: Instant = TestTime.now) throws(TrustServiceList.Refusal) -> TrustServiceList {
        try TrustServiceList.read(Array(text.utf8), signers: [operating.certificate.fingerprint], at: now)
    }

    @Test func `A list of its operator is believed, and its services are anchors below any root`() throws {
        let services = entry("CA/QC", service.certificate, status: "granted") + entry("TSA/QTST", clock.certificate, status: "granted")
        let list = try read(signed(list(services: services), by: operating))
        var store = TrustStore()
        for anchor in list.anchors(domain: .public) { store.add(anchor) }
        let leaf = try service.issue(CertificateTemplate("Signer")).certificate
        guard case .valid(let path) = store.path(for: leaf, at: TestTime.now) else {
            Issue.record("no path")
            return
        }
        #expect(path.anchor == service.certificate && path.domain == .public)
        #expect(store.anchors.count == 2)
        #expect(store.anchor(clock.certificate)?.domain == .timestamp)
        // Before its status began.
        #expect(store.path(for: leaf, at: TestTime.start + TestTime.day).path == nil)
    }

    @Test func `A service that was withdrawn is believed for the time before`() throws {
        let history =
            "<ServiceHistory><ServiceHistoryInstance><ServiceStatus>\(Self.statuses)undersupervision</ServiceStatus>"
            + "<StatusStartingTime>2025-01-10T00:00:00Z</StatusStartingTime></ServiceHistoryInstance></ServiceHistory>"
        let services = entry("CA/QC", service.certificate, status: "withdrawn", history: history)
        let anchors = try read(signed(list(services: services), by: operating)).anchors(domain: .public)
        let anchor = try #require(anchors.first)
        #expect(!anchor.isBelieved(at: TestTime.start))
        #expect(anchor.isBelieved(at: TestTime.start + 30 * TestTime.day))
        #expect(!anchor.isBelieved(at: TestTime.now))
    }

    @Test func `A service added after signing is not believed`() throws {
        let sound = try signed(list(services: ""), by: operating)
        let forged = sound.replacing(
            "<TSPServices></TSPServices>", with: "<TSPServices>\(entry("CA/QC", service.certificate, status: "granted"))</TSPServices>")
        #expect(forged != sound)
        #expect(throws: TrustServiceList.Refusal.signature) { try read(forged) }
    }

    @Test func `A list of another signer, or of none, is not believed`() throws {
        let plain = list(services: entry("CA/QC", service.certificate, status: "granted"))
        #expect(throws: TrustServiceList.Refusal.signer(clock.certificate)) { try read(signed(plain, by: clock)) }
        #expect(throws: TrustServiceList.Refusal.signature) { try read(plain) }
    }

    @Test func `A signed list inside a forged one is not the forged one's signature`() throws {
        let sound = try signed(list(services: ""), by: operating)
        let services = entry("CA/QC", service.certificate, status: "granted")
        let forged = list(services: services).replacing(
            "<PointersToOtherTSL></PointersToOtherTSL>", with: "<PointersToOtherTSL>\(sound)</PointersToOtherTSL>")
        #expect(throws: TrustServiceList.Refusal.signature) { try read(forged) }
    }

    @Test func `A list whose next edition was due is not believed`() throws {
        let old = try signed(list(services: "", nextUpdate: "2025-06-10T00:00:00Z"), by: operating)
        #expect(throws: TrustServiceList.Refusal.self) { try read(old) }
        #expect(throws: TrustServiceList.Refusal.notYetValid) { try read(old, at: TestTime.start) }
    }

    @Test func `What is no trusted list is refused`() {
        #expect(throws: TrustServiceList.Refusal.document(.malformed("not a trusted list"))) { try read("<a></a>") }
    }
}
