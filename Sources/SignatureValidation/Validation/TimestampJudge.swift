internal import PKI
internal import Primitives

/// Judges a timestamp as the signature that it is. ETSI EN 319 102-1 §5.4.
struct TimestampJudge {
    let trust: TrustStore
    let evidence: RevocationEvidence
    let freshness: RevocationFreshness
    let policy: ValidationPolicy

    /// - Parameter latest: when the token itself provably existed, through a later timestamp; else now.
    func judge(_ found: FoundTimestamp, at latest: Instant, isProven: Bool) -> JudgedTimestamp {
        guard let token = try? TimestampToken(found.token) else {
            return JudgedTimestamp(found: found, token: nil, authority: nil, cause: .formatFailure)
        }
        guard found.imprintMatches else { return JudgedTimestamp(found: found, token: token, authority: nil, cause: .hashFailure) }
        let verification = token.verification(in: trust, with: evidence.certificates)
        let cause = verification.failure.map(Self.cause) ?? cause(token, verification, latest, isProven)
        return JudgedTimestamp(
            found: found, token: token, authority: verification.authority, path: verification.path.path, cause: cause)
    }

    private static func cause(_ failure: TimestampFailure) -> SubIndication {
        switch failure {
        case .signature: .sigCryptoFailure
        case .unsupported: .cryptoConstraintsFailure
        case .authorityCertificateAbsent, .certificateReference: .noSigningCertificateFound
        case .extendedKeyUsage, .keyUsage: .chainConstraintsFailure
        }
    }

    /// The authority must have been entitled when it stamped, and its key still have been good when the token provably existed.
    private func cause(
        _ token: TimestampToken, _ verification: TimestampVerification, _ latest: Instant, _ isProven: Bool
    ) -> SubIndication? {
        guard let authority = verification.authority else { return .noSigningCertificateFound }
        if case .outOfValidity(_, _, let fault) = verification.path { return fault == .expired ? .expired : .notYetValid }
        let judge = CertificateJudge(trust: trust, evidence: evidence, freshness: freshness, domains: Set(TrustDomain.allCases))
        // A token says itself when it was made, which is what it is trusted for.
        let judgement = judge.judge(authority, at: .init(latest: latest, isProven: isProven, earliest: token.time))
        return judgement.cause ?? Algorithms.cause(of: uses(token, authority), at: latest, earliest: token.time, policy)
    }

    private func uses(_ token: TimestampToken, _ authority: Certificate) -> [AlgorithmUse] {
        let scheme = token.signer.scheme
        return [
            AlgorithmUse(purpose: .timestampImprint, digest: token.imprintDigest?.rawValue),
            AlgorithmUse(purpose: .signature, digest: scheme?.digest?.rawValue, signature: scheme?.name, keyBits: authority.key?.bits),
        ]
    }
}
