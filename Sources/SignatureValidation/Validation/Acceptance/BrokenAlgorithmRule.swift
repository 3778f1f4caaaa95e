internal import PKI

/// No proof of time helps an algorithm that anybody can break.
enum BrokenAlgorithmRule: AcceptanceRule {
    static let constraint = Constraint.noBrokenAlgorithm

    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach] {
        let broken = Algorithms.weaknesses(of: candidate.algorithms, at: candidate.latest, candidate.policy).filter(\.isBroken).map {
            Breach("algorithm-broken", $0.name, cause: .cryptoConstraintsFailure)
        }
        let hasSmallExponent = keys(candidate).contains(where: \.hasSmallExponent)
        return hasSmallExponent ? broken + [Breach("rsa-exponent-too-small", cause: .cryptoConstraintsFailure)] : broken
    }

    /// Of the signer and of those who vouch for them; the anchor is believed as it is.
    private static func keys(_ candidate: AcceptanceCandidate) -> [PublicKey] {
        ([candidate.signature.signingCertificate].compactMap { $0 } + (candidate.path?.certificates.dropLast() ?? [])).compactMap(\.key)
    }
}
