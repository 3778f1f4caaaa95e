/// The format found nothing wrong with what the signature says about itself.
enum SoundPropertiesRule: AcceptanceRule {
    static let constraint = Constraint.soundProperties

    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach] {
        candidate.signature.errors.map { Breach($0.code, $0.detail) }
    }
}
