internal import PKI
internal import Primitives

/// Whether algorithms were to be relied on at a moment. ETSI EN 319 102-1 §5.2.8.4.
enum Algorithms {
    struct Weakness: Equatable {
        let name: String
        let isBroken: Bool
    }

    /// What the policy holds against any of the uses at that moment.
    static func weaknesses(of uses: [AlgorithmUse], at moment: Instant, _ policy: ValidationPolicy) -> [Weakness] {
        uses.compactMap { use in
            let limits = policy.algorithms.filter { $0.concerns(use) }
            if limits.contains(where: { $0.reach == .broken }) { return Weakness(name: name(use), isBroken: true) }
            let isAged = limits.contains { if case .until(let end) = $0.reach { moment >= end } else { false } }
            return isAged ? Weakness(name: name(use), isBroken: false) : nil
        }
    }

    static func cause(of uses: [AlgorithmUse], at moment: Instant, isProven: Bool, _ policy: ValidationPolicy) -> SubIndication? {
        let weaknesses = weaknesses(of: uses, at: moment, policy)
        guard !weaknesses.isEmpty else { return nil }
        if weaknesses.contains(where: \.isBroken) { return .cryptoConstraintsFailure }
        return agedCause(isProven: isProven, policy)
    }

    /// Missing proof can still be found elsewhere; a failure cannot.
    static func agedCause(isProven: Bool, _ policy: ValidationPolicy) -> SubIndication {
        policy.agedAlgorithmLacksProof && !isProven ? .cryptoConstraintsFailureNoPOE : .cryptoConstraintsFailure
    }

    /// How the certificates below the anchor were signed; an anchor is believed without its signature.
    static func uses(in path: CertificationPath) -> [AlgorithmUse] {
        path.certificates.indices.dropLast().map { index in
            let scheme = SignatureScheme(path.certificates[index].signatureAlgorithm)
            return AlgorithmUse(
                purpose: .signature, digest: scheme?.digest?.rawValue, signature: scheme?.name, keyBits: path.issuer(of: index).key?.bits)
        }
    }

    private static func name(_ use: AlgorithmUse) -> String {
        [use.signature, use.keyBits.map(String.init), use.digest].compactMap { $0 }.joined(separator: " ")
    }
}
