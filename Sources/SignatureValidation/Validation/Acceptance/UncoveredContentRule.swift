/// Everything that a reader sees was signed.
enum UncoveredContentRule: AcceptanceRule {
    static let constraint = Constraint.noUncoveredContent

    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach] {
        candidate.signature.document == .partial ? [Breach("content-not-covered")] : []
    }
}
