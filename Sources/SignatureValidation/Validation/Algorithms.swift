internal import PKI
internal import Primitives

/// Whether algorithms were to be relied on at a moment. ETSI EN 319 102-1 §5.2.8.4.
enum Algorithms {
    struct Weakness: Equatable {
        let name: String
        /// When it ceased to be reliable; nil: it is broken, whatever the time.
        let end: Instant?

        var isBroken: Bool { end == nil }

        /// Proof that the signature is older can still be found, unless it is proven to be younger. §5.3.4.
        func cause(earliest: Instant?) -> SubIndication {
            guard let end, earliest.map({ $0 < end }) ?? true else { return .cryptoConstraintsFailure }
            return .cryptoConstraintsFailureNoPOE
        }
    }

    /// What the policy holds against any of the uses at that moment.
    static func weaknesses(of uses: [AlgorithmUse], at moment: Instant, _ policy: ValidationPolicy) -> [Weakness] {
        uses.compactMap { use in
            let limits = policy.algorithms.filter { $0.concerns(use) }
            if limits.contains(where: { $0.reach == .broken }) { return Weakness(name: name(use), end: nil) }
            let ends = limits.compactMap { if case .until(let end) = $0.reach, moment >= end { end } else { nil } }
            return ends.min().map { Weakness(name: name(use), end: $0) }
        }
    }

    /// - Parameter earliest: since when what was signed provably existed, which is before the signature did.
    static func cause(of uses: [AlgorithmUse], at moment: Instant, earliest: Instant?, _ policy: ValidationPolicy) -> SubIndication? {
        let causes = weaknesses(of: uses, at: moment, policy).map { $0.cause(earliest: earliest) }
        return causes.contains(.cryptoConstraintsFailure) ? .cryptoConstraintsFailure : causes.first
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
