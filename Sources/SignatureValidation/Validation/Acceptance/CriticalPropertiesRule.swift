/// Who calls a property critical says that a signature means nothing to those who do not understand it: no policy may pass over that. RFC 7515
/// §4.1.11.
enum CriticalPropertiesRule: AcceptanceRule {
    static let constraint = Constraint.criticalPropertiesUnderstood
    static let codes: Set<String> = ["critical-header-malformed", "critical-header-missing", "critical-header-not-understood"]

    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach] {
        candidate.signature.errors.filter { codes.contains($0.code) }.map { Breach($0.code, $0.detail) }
    }
}
