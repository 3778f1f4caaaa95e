import PKI
import Primitives
import SignatureValidation
import Testing

/// A signer below an authority below a root, and clocks below another: what a test of judgements in time builds its signatures from.
struct SigningScene {
    static let now = TestTime.now
    static let day = TestTime.day

    let root: TestAuthority
    let authority: TestAuthority
    let signer: TestAuthority
    let timeRoot: TestAuthority
    let clock: TestAuthority
    var store = TrustStore()

    static let authoritySerial = 5
    static let signerSerial = 77
    static let clockSerial = 9

    /// The roots live as long as any test looks, the others as given.
    init(
        signer: (from: Instant, to: Instant) = (TestTime.start, TestTime.end), authority: (from: Instant, to: Instant) = always,
        clock: (from: Instant, to: Instant) = always
    ) throws {
        root = try TestAuthority.root(Self.lasting(.authority("Root"), Self.always, 1))
        self.authority = try root.issue(Self.lasting(.authority("Authority"), authority, Self.authoritySerial))
        self.signer = try self.authority.issue(Self.lasting(CertificateTemplate("Signer"), signer, Self.signerSerial))
        timeRoot = try TestAuthority.root(Self.lasting(.authority("Time root"), Self.always, 1))
        self.clock = try timeRoot.issue(Self.lasting(.timestampAuthority("Clock"), clock, Self.clockSerial))
        store.add(root.certificate, domain: .public)
        store.add(self.authority.certificate, domain: .public)
        store.add(timeRoot.certificate, domain: .timestamp)
    }

    /// 2008 to 2030.
    static let always = (from: Instant(secondsSinceEpoch: 1_199_145_600), to: Instant(secondsSinceEpoch: 1_900_000_000))

    static func lasting(
        _ template: CertificateTemplate, _ time: (from: Instant, to: Instant), _ serialNumber: Int
    ) -> CertificateTemplate {
        var template = template
        (template.notBefore, template.notAfter, template.serialNumber) = (time.from, time.to, serialNumber)
        return template
    }

    /// Another clock below the same root.
    func clock(_ serialNumber: Int, _ time: (from: Instant, to: Instant)) throws -> TestAuthority {
        try timeRoot.issue(Self.lasting(.timestampAuthority("Clock \(serialNumber)"), time, serialNumber))
    }

    typealias Entry = (serialNumber: Int, at: Instant, reason: Int)

    static func list(_ entries: [Entry] = [], at time: Instant = now - 3600, lasting seconds: Int64 = TestTime.day)
        -> TestAuthority.ListTemplate
    {
        var template = TestAuthority.ListTemplate()
        (template.thisUpdate, template.nextUpdate, template.revoked) = (time, time + seconds, entries)
        return template
    }

    /// DER of a list of each of the three who issue, of now.
    func lists(signers: [Entry] = [], authorities: [Entry] = [], clocks: [Entry] = []) throws -> [[UInt8]] {
        [
            try authority.list(Self.list(signers)).der, try root.list(Self.list(authorities)).der,
            try timeRoot.list(Self.list(clocks)).der,
        ]
    }

    func stamp(_ kind: FoundTimestamp.Kind, _ time: Instant, by holder: TestAuthority? = nil) throws -> FoundTimestamp {
        let holder = holder ?? clock
        let token = try holder.token(over: Array("signed".utf8), at: time, referring: holder.certificate)
        return FoundTimestamp(kind: kind, token: token, imprintMatches: true)
    }

    /// What a format finds in a sound file of the signer.
    func signature(_ timestamps: [FoundTimestamp] = [], lists: [[UInt8]]) -> DocumentSignature {
        var signature = DocumentSignature(identifier: "1", cryptography: .valid, document: .unchanged)
        signature.signingCertificate = signer.certificate
        signature.certificateReference = .matches
        signature.algorithms = [AlgorithmUse(purpose: .signature, digest: "SHA-256", signature: "ECDSA", keyBits: 256)]
        signature.timestamps = timestamps
        signature.revocationLists = lists
        return signature
    }

    func report(
        _ signature: DocumentSignature, standing: [FoundTimestamp] = [], _ policy: ValidationPolicy, at now: Instant = now
    ) throws -> SignatureReport {
        let signed = SignedDocument(format: .cades, signatures: [signature], timestamps: standing)
        return try #require(SignatureValidator(trust: store, policy: policy, at: now).judge(signed).signatures.first)
    }

    /// The indication with its cause, as the report writes them, under every policy; they are the same under each.
    func verdict(
        _ timestamps: [FoundTimestamp] = [], lists: [[UInt8]], standing: [FoundTimestamp] = [], at now: Instant = now
    ) throws -> String {
        let verdicts = try ValidationPolicy.all.map { policy in
            Self.verdict(of: try report(signature(timestamps, lists: lists), standing: standing, policy, at: now))
        }
        return Set(verdicts).sorted().joined(separator: " or ")
    }

    static func verdict(of report: SignatureReport) -> String {
        [report.indication.rawValue, report.subIndication?.rawValue].compactMap { $0 }.joined(separator: "/")
    }
}
