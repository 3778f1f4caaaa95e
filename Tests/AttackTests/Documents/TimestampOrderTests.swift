import PKI
import Primitives
import SignatureValidation
import Testing

/// Timestamps that prove things in an order in which they cannot have happened. ETSI EN 319 102-1 §5.5.4 (6).
@Suite struct TimestampOrderTests {
    let signer: TestAuthority
    let clock: TestAuthority
    let store: TrustStore

    init() throws {
        let root = try TestAuthority.root(.authority("Root"))
        let timeRoot = try TestAuthority.root(.authority("Time root"))
        signer = try root.issue(CertificateTemplate("Signer"))
        clock = try timeRoot.issue(.timestampAuthority("Clock"))
        var store = TrustStore()
        for (authority, domain) in [(root, TrustDomain.test), (timeRoot, .timestamp)] {
            store.add(authority.certificate, domain: domain)
            store.add(try authority.list())
        }
        self.store = store
    }

    /// - Parameters:
    ///   - claimed: when the signer says that they signed, in seconds from the moment of the tests.
    ///   - stamps: kinds, and when they were made.
    private func judged(claimed: Int64, _ stamps: [(FoundTimestamp.Kind, Int64)]) throws -> SignatureReport {
        var signature = DocumentSignature(identifier: "s", cryptography: .valid, document: .unchanged)
        signature.signingCertificate = signer.certificate
        signature.certificateReference = .matches
        signature.claimedTime = ClaimedTime(instant: TestTime.now + claimed)
        signature.timestamps = try stamps.map { kind, offset in
            let token = try clock.token(over: [1], at: TestTime.now + offset, referring: clock.certificate)
            return FoundTimestamp(kind: kind, token: token, imprintMatches: true)
        }
        let validator = SignatureValidator(trust: store, at: TestTime.now)
        let report = validator.judge(SignedDocument(format: .cades, signatures: [signature]))
        return try #require(report.signatures.first)
    }

    @Test func `times in their order pass`() throws {
        let report = try judged(claimed: -3_000, [(.content, -4_000), (.signature, -2_000), (.archive, -1_000)])
        #expect(report.indication == .totalPassed, "\(report.errors)")
        #expect(report.provenTime == TestTime.now - 2_000)
        #expect(report.timestamps.allSatisfy { $0.indication == .totalPassed })
    }

    @Test(arguments: [
        // Signed before the content existed.
        [(FoundTimestamp.Kind.content, Int64(-1_000)), (.signature, -2_000)],
        // Archived before it was stamped, and before it was archived the first time.
        [(.signature, -1_000), (.archive, -2_000)], [(.signature, -3_000), (.archive, -1_000), (.archive, -2_000)],
        [(.content, -1_000), (.archive, -2_000)],
    ])
    func `times that contradict each other`(stamps: [(FoundTimestamp.Kind, Int64)]) throws {
        let report = try judged(claimed: -9_000, stamps)
        #expect(report.indication == .indeterminate && report.subIndication == .timestampOrderFailure)
        #expect(report.errors.map(\.code).contains("timestamp-order"))
    }

    @Test func `a signature that claims to be younger than its timestamp`() throws {
        let report = try judged(claimed: -1_000, [(.signature, -2_000)])
        #expect(report.subIndication == .timestampOrderFailure)
        #expect(report.errors.map(\.code) == ["claimed-time-after-timestamp"])
        // A claim that is older proves nothing, and contradicts nothing.
        #expect(try judged(claimed: -20_000, [(.signature, -2_000)]).indication == .totalPassed)
    }
}
