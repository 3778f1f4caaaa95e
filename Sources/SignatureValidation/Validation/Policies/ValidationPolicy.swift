internal import Primitives

/// The rules of one relying party, as data that people review. ETSI EN 319 102-1 §5.1.4, TS 119 172-1.
package struct ValidationPolicy: Sendable {
    package var name: String
    /// Changes with every change of a rule; the report names it.
    package var version: String
    /// How much a broken constraint weighs; one that is not named here is not looked at.
    package var severities: [Constraint: Severity]
    package var algorithms: [AlgorithmLimit]
    /// How far clocks may differ when times are put in order, in seconds.
    package var tolerance: Int64
    /// How old the answer about revocation may be when its issuer names no next one, in seconds.
    package var revocationAge: Int64

    /// Every policy that can be named; the first is the one that counts when none is.
    package static let all: [ValidationPolicy] = [.vietnamStrict, .vietnamArchive]

    package static func named(_ name: String) -> ValidationPolicy? { all.first { $0.name.isSame(as: name) } }

    func severity(_ constraint: Constraint) -> Severity? { severities[constraint] }
}
