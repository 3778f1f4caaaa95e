/// A timestamp proves when the signature existed; a claimed time does not.
enum TimestampPresenceRule: AcceptanceRule {
    static let constraint = Constraint.timestampPresent

    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach] {
        let hasOne = candidate.proof.latest != nil || candidate.signature.timestamps.contains { $0.kind != .content }
        return hasOne ? [] : [Breach("timestamp-absent", cause: .noPOE)]
    }
}
