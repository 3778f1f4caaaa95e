/// What a reader sees is what was signed, but for what the format permits.
enum UndefinedChangeRule: AcceptanceRule {
    static let constraint = Constraint.noUndefinedChange

    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach] {
        candidate.signature.document == .changed ? [Breach("content-changed")] : []
    }
}
