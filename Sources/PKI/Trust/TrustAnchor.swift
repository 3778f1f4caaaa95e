/// A certificate that is believed because somebody decided so. RFC 5280 §6.1.1 (d).
package struct TrustAnchor: Sendable {
    package let certificate: Certificate
    package let domain: TrustDomain

    /// Nil for a certificate that did not sign itself: such a one needs an anchor of its own.
    package init?(_ certificate: Certificate, domain: TrustDomain) {
        guard certificate.isSelfSigned else { return nil }
        self.certificate = certificate
        self.domain = domain
    }
}
