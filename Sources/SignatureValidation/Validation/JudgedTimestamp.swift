internal import PKI
internal import Primitives

/// A timestamp and what is to be said of it.
struct JudgedTimestamp {
    let found: FoundTimestamp
    /// Nil when it cannot be read.
    let token: TimestampToken?
    let authority: Certificate?
    /// The authority's chain at the time that the token states, whether it was its time or not.
    var path: CertificationPath?
    /// Nil: it proves its time.
    let cause: SubIndication?

    var hasPassed: Bool { cause == nil }
    /// Nil unless it is proven.
    var provenTime: Instant? { hasPassed ? token?.time : nil }

    var report: TimestampReport {
        var report = TimestampReport(kind: found.kind, indication: cause?.indication ?? .totalPassed, subIndication: cause)
        report.time = token?.time
        report.authority = authority?.commonName
        report.chain = path?.certificates ?? []
        report.scope = found.scope
        return report
    }
}
