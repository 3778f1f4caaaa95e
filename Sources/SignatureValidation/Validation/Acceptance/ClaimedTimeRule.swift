internal import PKI
internal import Primitives

/// The claimed time is shown to people as it is; where it cannot be true they are told.
enum ClaimedTimeRule: AcceptanceRule {
    static let constraint = Constraint.claimedTimePlausible

    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach] {
        guard let claimed = candidate.signature.claimedTime else { return [] }
        var breaches: [Breach] = []
        if !claimed.hasZone { breaches.append(Breach("claimed-time-without-zone")) }
        let known = candidate.proof.latest
        switch ClaimedTimeReading(claimed, against: known ?? candidate.now, tolerance: candidate.policy.tolerance) {
        case .plausible: break
        case .local: breaches.append(Breach("claimed-time-local"))
        // Against proven time that is no matter of this rule but an order that is broken.
        case .later: if known == nil { breaches.append(Breach("claimed-time-in-future")) }
        }
        if let certificate = candidate.signature.signingCertificate, !isWithin(claimed, certificate, candidate.policy) {
            breaches.append(Breach("claimed-time-outside-validity"))
        }
        return breaches
    }

    private static func isWithin(_ claimed: ClaimedTime, _ certificate: Certificate, _ policy: ValidationPolicy) -> Bool {
        claimed.instant + policy.tolerance >= certificate.notBefore && claimed.instant <= certificate.notAfter + policy.tolerance
    }
}
