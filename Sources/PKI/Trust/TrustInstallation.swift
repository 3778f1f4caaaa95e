package import Primitives

/// The rule by which `idp trust install` takes certificates: nobody becomes an anchor by a file alone.
package enum TrustInstallation {
    package enum Refusal: Error, Sendable, Equatable {
        /// There is no certificate in the file.
        case empty
        /// The fingerprint is not one that the product knows, not the one that was given, and no installed anchor issued it.
        case unknownFingerprint(String)
        /// The product knows this certificate as one of another domain.
        case otherDomain(TrustDomain)
    }

    /// Which of the certificates go into the store of the domain; all of them do, or none.
    ///
    /// A certificate is taken when its fingerprint is known or equals the given one. What an installed anchor issued, over others of the
    /// same file too, needs neither.
    package static func admit(
        _ candidates: [Certificate], domain: TrustDomain, fingerprint: [UInt8]?, into installed: TrustStore, at now: Instant
    ) throws(Refusal) {
        guard !candidates.isEmpty else { throw .empty }
        var store = installed
        var waiting: [Certificate] = []
        for candidate in candidates {
            if try isVouchedFor(candidate, domain: domain, fingerprint: fingerprint) {
                store.add(candidate, domain: domain)
            } else {
                waiting.append(candidate)
            }
        }
        for candidate in waiting {
            // Its own anchor must be there already: a certificate that signed itself has none but itself.
            guard case .valid = store.path(for: candidate, at: now, with: waiting, domains: [domain]) else {
                throw .unknownFingerprint(Fingerprint.text(candidate.fingerprint))
            }
        }
    }

    private static func isVouchedFor(
        _ candidate: Certificate, domain: TrustDomain, fingerprint: [UInt8]?
    ) throws(Refusal) -> Bool {
        if let known = KnownAnchors.entry(fingerprint: candidate.fingerprint) {
            guard known.domain == domain else { throw .otherDomain(known.domain) }
            return true
        }
        return candidate.fingerprint == fingerprint
    }
}
