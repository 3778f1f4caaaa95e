internal import PKI

/// A key that was certified for something else signs nothing here. Vietnamese certificates name nonRepudiation; no extended use is asked
/// for, since authorities write different ones.
enum KeyUsageRule: AcceptanceRule {
    static let constraint = Constraint.keyUsage

    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach] {
        guard let usage = candidate.signature.signingCertificate?.keyUsage,
            usage.isDisjoint(with: [.nonRepudiation, .digitalSignature])
        else { return [] }
        return [Breach("key-usage", cause: .chainConstraintsFailure)]
    }
}
