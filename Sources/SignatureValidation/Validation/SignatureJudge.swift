internal import PKI
internal import Primitives

/// Judges one signature by the building blocks of ETSI EN 319 102-1 §5.2, in their order.
struct SignatureJudge {
    let certificates: CertificateJudge
    let policy: ValidationPolicy
    let now: Instant
    let subject: SubjectIdentifiers?

    func report(on signature: DocumentSignature, in format: FormatName, proof: ExistenceProof) -> SignatureReport {
        let judgement = signature.signingCertificate.map { certificates.judge($0, at: proof.moment(now)) }
        var report = SignatureReport(
            identifier: signature.identifier, indication: .totalPassed, cryptography: .init(signature, in: format),
            document: signature.document)
        describe(signature, proof, judgement, in: &report)
        let own = intrinsic(signature)
        report.errors += own.errors + (judgement?.errors ?? [])
        let order = TimeOrder.violation(signature, proof, policy)
        report.errors += order.map { [$0] } ?? []
        let accepted = accept(signature, proof, judgement?.path, in: &report)
        report.subIndication =
            own.cause ?? (judgement == nil ? .noSigningCertificateFound : judgement?.cause) ?? order.map { _ in .timestampOrderFailure }
            ?? accepted
        report.indication = report.subIndication?.indication ?? .totalPassed
        bind(signature, in: &report)
        return report
    }

    /// What the file alone says against the signature: format, identification of the certificate, cryptography. §5.2.2, §5.2.3, §5.2.7.
    ///
    /// A certain failure is said before whatever further information could still mend.
    private func intrinsic(_ signature: DocumentSignature) -> (cause: SubIndication?, errors: [Finding]) {
        if let failure = signature.formatFailure { return (.formatFailure, [Finding("format", failure)]) }
        switch signature.cryptography {
        case .hashFailure(let what): return (.hashFailure, [Finding("hash", what)])
        case .signatureFailure(let what): return (.sigCryptoFailure, [Finding("signature-value", what)])
        case .certificateNotFound: return (.noSigningCertificateFound, [Finding("no-certificate")])
        case .dataNotFound(let what): return (.signedDataNotFound, [Finding("signed-data-missing", what)])
        case .unsupported(let what): return (.cryptoConstraintsFailure, [Finding("unsupported", what)])
        case .valid: break
        }
        // The reference in the signature is what tells which certificate was meant. §5.2.3.4.
        if signature.certificateReference == .differs { return (.noSigningCertificateFound, [Finding("certificate-reference-differs")]) }
        return (nil, [])
    }

    /// Signature acceptance, §5.2.8: every rule is asked, so that the report names all that is wrong; the first that fails decides.
    private func accept(
        _ signature: DocumentSignature, _ proof: ExistenceProof, _ path: CertificationPath?, in report: inout SignatureReport
    ) -> SubIndication? {
        let candidate = AcceptanceCandidate(signature: signature, proof: proof, path: path, policy: policy, now: now)
        var cause: SubIndication?
        for rule in AcceptanceRules.all {
            guard let severity = policy.severity(rule.constraint) else { continue }
            for breach in rule.breaches(candidate) {
                switch severity {
                case .fail:
                    report.errors.append(breach.finding)
                    cause = cause ?? breach.cause
                case .warn: report.warnings.append(breach.finding)
                case .inform: report.information.append(breach.finding)
                }
            }
        }
        return cause
    }

    private func describe(
        _ signature: DocumentSignature, _ proof: ExistenceProof, _ judgement: CertificateJudgement?, in report: inout SignatureReport
    ) {
        report.changes = signature.changes
        report.level = signature.properties.level
        report.claimedTime = signature.claimedTime
        report.provenTime = proof.latest
        report.scope = signature.scope
        report.timestamps = proof.timestamps.map(\.report)
        report.warnings = signature.warnings
        report.algorithms = signature.algorithms
        report.signaturePolicy = signature.signaturePolicy
        report.chain = judgement?.path?.certificates.map { .init($0) } ?? []
        report.domain = judgement?.path?.domain
        report.revocation = judgement?.revocation ?? []
        report.information = judgement?.information ?? []
        if signature.signaturePolicy != nil { report.information.append(Finding("signature-policy-not-processed")) }
        report.signer = signature.signingCertificate.map {
            .init(commonName: $0.commonName, identifiers: CertificateIdentifier.all(in: $0))
        }
    }

    /// Only a signature that holds binds anybody.
    private func bind(_ signature: DocumentSignature, in report: inout SignatureReport) {
        guard let subject, report.indication == .totalPassed, let signer = report.signer else { return }
        report.identity = IdentityBinding(signer.identifiers, subject: subject)
    }
}
