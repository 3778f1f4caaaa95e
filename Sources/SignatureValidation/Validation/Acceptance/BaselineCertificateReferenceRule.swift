/// A signature of a baseline level says which certificate it was made with, or it is none. ETSI EN 319 122-1 §6.3.
enum BaselineCertificateReferenceRule: AcceptanceRule {
    static let constraint = Constraint.certificateReferenceInBaseline

    static func breaches(_ candidate: AcceptanceCandidate) -> [Breach] {
        let signature = candidate.signature
        let isBaseline = signature.properties.isAdES || signature.properties.level != nil
        return isBaseline && signature.certificateReference == .absent ? [Breach("certificate-reference-absent")] : []
    }
}
