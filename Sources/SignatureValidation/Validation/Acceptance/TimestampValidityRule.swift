/// A timestamp that does not hold proves nothing, and somebody put it there.
enum TimestampValidityRule: AcceptanceRule {
    static let constraint = Constraint.timestampsValid

    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach] {
        var breaches: [Breach] = []
        for timestamp in candidate.proof.timestamps {
            guard let cause = timestamp.cause else { continue }
            breaches.append(cause == .hashFailure ? Breach("timestamp-imprint") : Breach("timestamp-invalid", cause.rawValue))
        }
        let tokens = candidate.signature.timestamps.map(\.token)
        if Set(tokens).count < tokens.count { breaches.append(Breach("timestamp-duplicate")) }
        return breaches
    }
}
