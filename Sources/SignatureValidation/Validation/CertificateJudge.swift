internal import PKI
internal import Primitives

/// Judges a certificate for the moment for which existence of its signature is proven, else for now.
///
/// Past validation (ETSI EN 319 102-1 §5.6.2.4) is this same judgement at the proven moment: what happened to the chain afterwards,
/// expiry and revocation, is no reason against the signature.
struct CertificateJudge {
    let trust: TrustStore
    let evidence: RevocationEvidence
    let freshness: RevocationFreshness
    let domains: Set<TrustDomain>

    /// What is known about when the signature was made: not after `latest`, and not before `earliest`.
    struct Moment {
        /// Proven, or the time of validation.
        var latest: Instant
        /// Whether anything proves it.
        var isProven: Bool
        /// From a timestamp over the content that was then signed.
        var earliest: Instant?
    }

    func judge(_ certificate: Certificate, at moment: Moment) -> CertificateJudgement {
        switch trust.path(for: certificate, at: moment.latest, with: evidence.certificates, domains: domains) {
        case .broken(let failure): return Self.judgement(failure)
        case .outOfValidity(let path, let index, let fault): return outOfValidity(path, index, fault, moment)
        case .valid(let path): return revocation(of: path, moment)
        }
    }

    private static func judgement(_ failure: PathFailure) -> CertificateJudgement {
        var judgement = CertificateJudgement()
        switch failure {
        case .noChainFound: judgement.cause = .noCertificateChainFound
        case .chainConstraints(let constraint):
            judgement.cause = .chainConstraintsFailure
            judgement.errors = [Finding("certificate-chain-broken", constraint.rawValue)]
        case .general(let code):
            judgement.cause = .certificateChainGeneralFailure
            judgement.errors = [Finding("certificate-chain-broken", String(code))]
        case .limit:
            judgement.cause = .certificateChainGeneralFailure
            judgement.errors = [Finding("certificate-chain-broken", "limit")]
        }
        return judgement
    }

    /// Only proof that the signature was made outside the certificate's time makes it fail; else proof is what is missing. §5.5.4 (4), (5).
    private func outOfValidity(
        _ path: CertificationPath, _ index: Int, _ fault: CertificationPath.ValidityFault, _ moment: Moment
    ) -> CertificateJudgement {
        let certificate = path.certificates[index]
        var judgement = CertificateJudgement(path: path)
        switch fault {
        case .notYetValid:
            judgement.errors = [Finding("certificate-not-yet-valid", InternetTime.text(certificate.notBefore))]
            judgement.cause = index == 0 && moment.isProven ? .notYetValid : .outOfBoundsNoPOE
        case .expired:
            judgement.errors = [Finding("certificate-expired", InternetTime.text(certificate.notAfter))]
            let isCertain = index == 0 && moment.earliest.map { $0 > certificate.notAfter } ?? false
            judgement.cause = isCertain ? .expired : outOfBounds(path, index)
        }
        return judgement
    }

    /// Whether the end of its time is all that can be said against the signer's certificate.
    private func outOfBounds(_ path: CertificationPath, _ index: Int) -> SubIndication {
        guard index == 0 else { return .outOfBoundsNoPOE }
        let judge = RevocationJudge(store: trust, evidence: evidence, at: path.certificates[0].notAfter, freshness: freshness)
        if case .good = judge.status(of: 0, in: path) { return .outOfBoundsNotRevoked }
        return .outOfBoundsNoPOE
    }

    /// The first certificate of the chain about which something is wrong decides; nobody revokes an anchor.
    private func revocation(of path: CertificationPath, _ moment: Moment) -> CertificateJudgement {
        var judgement = CertificateJudgement(path: path)
        let judge = RevocationJudge(store: trust, evidence: evidence, at: moment.latest, freshness: freshness)
        for index in 0..<(path.certificates.count - 1) {
            let cause = add(judge.status(of: index, in: path), index, moment, to: &judgement)
            if judgement.cause == nil { judgement.cause = cause }
        }
        return judgement
    }

    private func add(
        _ status: RevocationStatus, _ index: Int, _ moment: Moment, to judgement: inout CertificateJudgement
    ) -> SubIndication? {
        switch status {
        case .good(let statement):
            judgement.revocation.append(.init(index, statement, .good))
            return nil
        case .revoked(let time, _, let statement):
            judgement.revocation.append(.init(index, statement, .revoked(time)))
            return revoked(at: time, index, moment, &judgement)
        case .suspended(let since, let statement):
            judgement.revocation.append(.init(index, statement, .suspended(since)))
            return suspended(since: since, moment, &judgement)
        case .outOfBounds(let statement):
            judgement.errors.append(Finding("revocation-stale", InternetTime.text(statement.thisUpdate)))
            return .tryLater
        case .missing:
            judgement.errors.append(Finding("revocation-missing", String(index + 1)))
            return .tryLater
        }
    }

    /// A suspension ends, or becomes a revocation of the same time: whatever is proven to be older, it does not concern. RFC 5280 §5.3.1.
    private func suspended(since time: Instant, _ moment: Moment, _ judgement: inout CertificateJudgement) -> SubIndication? {
        if moment.isProven, moment.latest < time {
            judgement.information.append(Finding("certificate-suspended-later", InternetTime.text(time)))
            return nil
        }
        judgement.errors.append(Finding("certificate-suspended", InternetTime.text(time)))
        return .tryLater
    }

    /// Before a revocation a signature is good, and after it not; without proof of the time nobody knows. §5.5.4 (3).
    private func revoked(at time: Instant, _ index: Int, _ moment: Moment, _ judgement: inout CertificateJudgement) -> SubIndication? {
        if moment.isProven, moment.latest < time {
            judgement.information.append(Finding("certificate-revoked-later", InternetTime.text(time)))
            return nil
        }
        judgement.errors.append(Finding("certificate-revoked", InternetTime.text(time)))
        guard index == 0 else { return .revokedCANoPOE }
        return moment.earliest.map { $0 >= time } ?? false ? .revoked : .revokedNoPOE
    }
}

extension SignatureReport.RevocationUse {
    fileprivate init(_ link: Int, _ statement: RevocationStatement, _ status: Status) {
        self.init(
            link: link, source: statement.source == .list ? .crl : .ocsp, status: status, producedAt: statement.producedAt,
            validUntil: statement.nextUpdate)
    }
}
