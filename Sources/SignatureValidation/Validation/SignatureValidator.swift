package import PKI
package import Primitives

/// Judges documents after ETSI EN 319 102-1: a pure function of the file, what is trusted, what is known about revocation, the policy and
/// the time. It fetches nothing and asks no clock; what is not known stays unknown.
package struct SignatureValidator: Sendable {
    private let trust: TrustStore
    private let policy: ValidationPolicy
    private let now: Instant
    private let subject: SubjectIdentifiers?

    /// - Parameters:
    ///   - trust: anchors, and the revocation data that was fetched beforehand.
    ///   - now: the control time for whatever no timestamp proves.
    ///   - subject: whom the signatures are expected to be by.
    package init(trust: TrustStore, policy: ValidationPolicy = .vietnamStrict, at now: Instant, subject: SubjectIdentifiers? = nil) {
        self.trust = trust
        self.policy = policy
        self.now = now
        self.subject = subject
    }

    package func report(on document: Document, limits: Limits = Limits()) -> Report {
        var report: Report
        do throws(DocumentRejection) {
            report = judge(try Self.read(document, limits: limits))
        } catch {
            report = Report(indication: .refused, policy: policy, validationTime: now)
            report.reason = .rejection(error)
        }
        report.file = document.name
        report.digest = DigestAlgorithm.sha256.digest(document.bytes)
        return report
    }

    /// An answer for a document whose judgement came to an end before it had one.
    package func report(failure: String, name: String?) -> Report {
        var report = Report(indication: .refused, policy: policy, validationTime: now)
        report.reason = .workerFailure(failure)
        report.file = name
        return report
    }

    private static func read(_ document: Document, limits: Limits) throws(DocumentRejection) -> SignedDocument {
        guard document.bytes.count <= limits.documentBytes else { throw .limit("documentBytes") }
        guard let format = DocumentFormats.all.first(where: { $0.recognises(document) }) else {
            throw .unsupported("it is of no kind that holds signatures")
        }
        return try format.read(document, limits: limits)
    }

    /// What the validator says of what a format found.
    package func judge(_ signed: SignedDocument) -> Report {
        let evidence = EvidenceCollection(signed).evidence
        var freshness = RevocationFreshness()
        freshness.ageWithoutNextUpdate = policy.revocationAge
        let timestamps = TimestampJudge(trust: trust, evidence: evidence, freshness: freshness, policy: policy)
        let signers = CertificateJudge(trust: trust, evidence: evidence, freshness: freshness, domains: [.public, .government, .test])
        let judge = SignatureJudge(certificates: signers, policy: policy, now: now, subject: subject)
        let standing = judgeStanding(signed.timestamps, timestamps)
        var report = Report(indication: .noSignature, policy: policy, validationTime: now)
        report.format = signed.format
        report.signatures = signed.signatures.enumerated().map { index, signature in
            let protecting = standing.filter { $0.found.protects.contains(index) }
            let proof = ExistenceProof(of: signature, standing: protecting, judge: timestamps, now: now)
            return judge.report(on: signature, in: signed.format, proof: proof)
        }
        report.timestamps = standing.map(\.report)
        conclude(signed, &report)
        return report
    }

    /// From the last to the first: each archive timestamp proves that those before it existed.
    private func judgeStanding(_ found: [FoundTimestamp], _ judge: TimestampJudge) -> [JudgedTimestamp] {
        var horizon: Instant?
        var judged: [JudgedTimestamp] = []
        for timestamp in found.reversed() {
            let verdict = judge.judge(timestamp, at: horizon ?? now, isProven: horizon != nil)
            judged.append(verdict)
            if timestamp.kind == .archive, let time = verdict.provenTime { horizon = [horizon, time].compactMap { $0 }.min() }
        }
        return judged.reversed()
    }

    private func conclude(_ signed: SignedDocument, _ report: inout Report) {
        report.indication = .ofFile(report.signatures.map(\.indication))
        let decisive = report.signatures.first { $0.indication == report.indication }
        report.reason = report.signatures.isEmpty ? .noSignature : decisive?.subIndication.map { .subIndication($0) }
        report.evidenceRecords = signed.evidenceRecords
        report.warnings = signed.warnings
        if signed.evidenceRecords > 0 { report.warnings.append(Finding("evidence-record-not-judged")) }
    }
}
