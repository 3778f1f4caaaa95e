internal import PKI
internal import Primitives

/// Most tokens of officials still chain to the government's first root, which ends in 2030. The second began in August 2018.
enum FirstGenerationRootRule: AcceptanceRule {
    static let constraint = Constraint.firstGenerationRoot
    private static let secondGeneration = ValidationPolicy.day(2018, 8, 1)

    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach] {
        guard let path = candidate.path, path.domain == .government, path.anchor.notBefore < secondGeneration else { return [] }
        return [Breach("first-generation-root")]
    }
}
