/// The format found nothing wrong with what the signature says about itself, besides what `CriticalPropertiesRule` demands.
enum SoundPropertiesRule: AcceptanceRule {
    static let constraint = Constraint.soundProperties

    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach] {
        candidate.signature.errors.filter { !CriticalPropertiesRule.codes.contains($0.code) }.map { Breach($0.code, $0.detail) }
    }
}
