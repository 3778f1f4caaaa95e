/// No proof of time helps an algorithm that anybody can break.
enum BrokenAlgorithmRule: AcceptanceRule {
    static let constraint = Constraint.noBrokenAlgorithm

    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach] {
        Algorithms.weaknesses(of: candidate.algorithms, at: candidate.latest, candidate.policy).filter(\.isBroken).map {
            Breach("algorithm-broken", $0.name, cause: .cryptoConstraintsFailure)
        }
    }
}
