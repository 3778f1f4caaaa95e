/// Every algorithm was reliable when the signature provably existed. ETSI EN 319 102-1 §5.2.8.4.
enum ReliableAlgorithmRule: AcceptanceRule {
    static let constraint = Constraint.reliableAlgorithms

    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach] {
        Algorithms.weaknesses(of: candidate.algorithms, at: candidate.latest, candidate.policy).filter { !$0.isBroken }.map {
            Breach("algorithm-aged", $0.name, cause: $0.cause(earliest: candidate.proof.earliest))
        }
    }
}
