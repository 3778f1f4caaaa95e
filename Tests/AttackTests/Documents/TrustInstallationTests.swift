import PKI
import Primitives
import Testing

/// Certificates that somebody would like to see believed.
@Suite struct TrustInstallationTests {
    let root: TestAuthority

    init() throws { root = try TestAuthority.root(.authority("Root")) }

    private func admit(
        _ certificates: [Certificate], fingerprint: [UInt8]? = nil, into store: TrustStore = TrustStore(), domain: TrustDomain = .public
    ) throws(TrustInstallation.Refusal) {
        try TrustInstallation.admit(certificates, domain: domain, fingerprint: fingerprint, into: store, at: TestTime.now)
    }

    @Test func `A root that nobody vouches for is refused`() throws {
        let text = Fingerprint.text(root.certificate.fingerprint)
        #expect(throws: TrustInstallation.Refusal.unknownFingerprint(text)) { try admit([root.certificate]) }
    }

    @Test func `A root is taken with its fingerprint and with no other`() throws {
        try admit([root.certificate], fingerprint: root.certificate.fingerprint)
        var other = root.certificate.fingerprint
        other[31] ^= 1
        #expect(throws: TrustInstallation.Refusal.self) { try admit([root.certificate], fingerprint: other) }
    }

    @Test func `What an installed anchor issued needs neither`() throws {
        var store = TrustStore()
        store.add(root.certificate, domain: .public)
        let middle = try root.issue(.authority("Middle"))
        let lower = try middle.issue(.authority("Lower"))
        try admit([lower.certificate, middle.certificate], into: store)
        #expect(throws: TrustInstallation.Refusal.self) { try admit([lower.certificate], into: store) }
    }

    @Test func `An anchor of one domain vouches for nothing in another`() throws {
        var store = TrustStore()
        store.add(root.certificate, domain: .government)
        let middle = try root.issue(.authority("Middle"))
        #expect(throws: TrustInstallation.Refusal.self) { try admit([middle.certificate], into: store) }
    }

    @Test func `One stranger in a bundle refuses the bundle`() throws {
        let stranger = try TestAuthority.root(.authority("Stranger"))
        #expect(throws: TrustInstallation.Refusal.self) {
            try admit([root.certificate, stranger.certificate], fingerprint: root.certificate.fingerprint)
        }
    }

    @Test func `A bundle without certificates is refused`() {
        #expect(throws: TrustInstallation.Refusal.empty) { try admit([]) }
    }

    @Test func `Fingerprints are read in every common spelling`() {
        let bytes = [UInt8](0..<32)
        let text = Fingerprint.text(bytes)
        #expect(Fingerprint.parse(text) == bytes)
        #expect(Fingerprint.parse(text.uppercased()) == bytes)
        #expect(Fingerprint.parse(bytes.map { Fingerprint.text([$0]) }.joined(separator: ":")) == bytes)
        for wrong in ["", String(text.dropLast()), text + "0", "g" + text.dropFirst()] { #expect(Fingerprint.parse(wrong) == nil) }
    }

    @Test func `Every shipped fingerprint is one`() {
        for entry in KnownAnchors.all { #expect(Fingerprint.parse(entry.fingerprint) != nil, "\(entry.name)") }
    }

    @Test func `A folder's file may be PEM or DER, of certificates and lists`() throws {
        let list = try root.list()
        let pem = [("CERTIFICATE", root.certificate.der), ("X509 CRL", list.der)].map { name, der in
            "-----BEGIN \(name)-----\n\(Base64.encode(der))\n-----END \(name)-----\n"
        }
        var store = TrustStore()
        #expect(store.add(contentsOf: Array(pem.joined().utf8), domain: .test) == 2)
        #expect(store.anchors.count == 1)
        #expect(store.revocation.lists.count == 1)
        #expect(store.add(contentsOf: root.certificate.der, domain: .test) == 1)
        #expect(store.anchors.count == 1)
        #expect(store.add(contentsOf: Array("nothing".utf8), domain: .test) == 0)
    }

    @Test func `A file may be a bundle that nobody signed`() throws {
        let middle = try root.issue(.authority("Middle"))
        let data = DERWriter.sequence([
            DERWriter.integer(1), DERWriter.setOf([]), DERWriter.sequence([DERWriter.objectIdentifier(.data)]),
            DERWriter.value(.context(0), root.certificate.der + middle.certificate.der), DERWriter.value(.context(1), try root.list().der),
            DERWriter.setOf([]),
        ])
        var store = TrustStore()
        let bundle = DERWriter.sequence([DERWriter.objectIdentifier(.signedData), DERWriter.value(.context(0), data)])
        #expect(store.add(contentsOf: bundle, domain: .test) == 3)
        #expect(store.anchors.count == 1 && store.intermediates.count == 1 && store.revocation.lists.count == 1)
    }
}
