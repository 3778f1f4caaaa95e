/// A plain signature does well to say which certificate it was made with: another of the same key could take its place.
enum CertificateReferenceRule: AcceptanceRule {
    static let constraint = Constraint.certificateReference

    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach] {
        let signature = candidate.signature
        let isBaseline = signature.properties.isAdES || signature.properties.level != nil
        return !isBaseline && signature.certificateReference == .absent ? [Breach("certificate-reference-absent")] : []
    }
}
