package import Primitives

/// A certificate that is believed because somebody decided so. RFC 5280 §6.1.1 (d).
package struct TrustAnchor: Sendable {
    package let certificate: Certificate
    package let domain: TrustDomain
    /// When it was believed; nil: always.
    package let periods: [TrustPeriod]?

    /// Nil for a certificate that did not sign itself: such a one needs an anchor of its own.
    package init?(_ certificate: Certificate, domain: TrustDomain) {
        guard certificate.isSelfSigned else { return nil }
        self.certificate = certificate
        self.domain = domain
        periods = nil
    }

    /// A service of a trusted list, whoever certified it: the list's word stands for a root. ETSI TS 119 612 §5.5.3.
    package init(listed certificate: Certificate, domain: TrustDomain, periods: [TrustPeriod]) {
        self.certificate = certificate
        self.domain = domain
        self.periods = periods
    }

    package func isBelieved(at instant: Instant) -> Bool { periods.map { $0.contains { $0.contains(instant) } } ?? true }
}

/// From a moment up to another one, or to the end of time.
package struct TrustPeriod: Sendable, Equatable {
    package let start: Instant
    package let end: Instant?

    package init(start: Instant, end: Instant?) {
        self.start = start
        self.end = end
    }

    package func contains(_ instant: Instant) -> Bool { start <= instant && end.map { instant < $0 } ?? true }
}
