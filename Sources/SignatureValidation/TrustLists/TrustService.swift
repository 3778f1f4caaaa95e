package import PKI
package import Primitives

/// A service of a trusted list with its history. ETSI TS 119 612 §5.5, §5.6.
package struct TrustService: Sendable {
    /// Its type, a URI. §5.5.1.
    package let type: String
    /// What identifies it. §5.5.3.
    package let certificates: [Certificate]
    /// The statuses that it had, each from its time on, the latest first. §5.5.4, §5.6.4.
    package let statuses: [Status]

    package struct Status: Sendable, Equatable {
        package let name: String
        package let since: Instant
    }

    private static let types = "http://uri.etsi.org/TrstSvc/Svctype/"
    private static let statusNames = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"

    /// Issues certificates for people: qualified ones, or others that a state recognises. §5.5.1.1, §5.5.1.2.
    package var issuesCertificates: Bool { ["CA/QC", "CA/PKC"].contains { type.isSame(as: Self.types + $0) } }
    package var issuesTimestamps: Bool { ["TSA/QTST", "TSA", "TSA/TSS-QC"].contains { type.isSame(as: Self.types + $0) } }

    /// Statuses that mean that the service may be relied on, of now and of before 2016. §5.5.4, annex E.
    private static let believed = [
        "granted", "recognisedatnationallevel", "accredited", "supervisionincessation", "undersupervision",
    ]

    /// When the service could be relied on.
    package var periods: [TrustPeriod] {
        var end: Instant?
        var periods: [TrustPeriod] = []
        for status in statuses {
            if Self.believed.contains(where: { status.name.isSame(as: Self.statusNames + $0) }), end.map({ status.since < $0 }) ?? true {
                periods.append(TrustPeriod(start: status.since, end: end))
            }
            end = status.since
        }
        return periods
    }
}
