package import Primitives

/// A chain from a certificate to an anchor whose signatures, names, constraints and policies are in order.
package struct CertificationPath: Sendable {
    /// From the certificate in question to the anchor, which is the last.
    package let certificates: [Certificate]
    package let domain: TrustDomain

    package var anchor: Certificate { certificates[certificates.count - 1] }

    package enum ValidityFault: Sendable, Equatable { case expired, notYetValid }

    /// The first certificate, counted from the one in question, whose time `instant` is not. RFC 5280 §6.1.3 (a)(2).
    package func validityFault(at instant: Instant) -> (index: Int, fault: ValidityFault)? {
        for (index, certificate) in certificates.enumerated() {
            if instant < certificate.notBefore { return (index, .notYetValid) }
            if instant > certificate.notAfter { return (index, .expired) }
        }
        return nil
    }

    /// Who issued the certificate at that place; an anchor is its own issuer.
    package func issuer(of index: Int) -> Certificate { certificates[min(index + 1, certificates.count - 1)] }
}
