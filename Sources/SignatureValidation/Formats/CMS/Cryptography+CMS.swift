internal import PKI

extension Cryptography {
    init(_ outcome: SignerVerification.Outcome) {
        self =
            switch outcome {
            case .valid: .valid
            case .malformed(let reason): .signatureFailure(reason)
            case .contentDiffers: .hashFailure("message digest")
            case .signatureInvalid(let reason): .signatureFailure(reason)
            case .contentAbsent: .dataNotFound("detached content")
            case .certificateAbsent: .certificateNotFound
            case .unsupported(let name): .unsupported(name)
            }
    }
}

extension DocumentState {
    /// Of content that is signed as a whole: nothing is known to be signed unless the signature holds.
    init(_ outcome: SignerVerification.Outcome) {
        self =
            switch outcome {
            case .valid: .unchanged
            case .contentAbsent, .certificateAbsent, .unsupported: .partial
            case .malformed, .contentDiffers, .signatureInvalid: .changed
            }
    }
}

extension DocumentSignature {
    /// A signature that says two different things, or not enough.
    package init(identifier: String, malformed reason: String) {
        self.init(identifier: identifier, cryptography: .signatureFailure(reason), document: .changed)
        formatFailure = reason
    }
}

extension CMSRejection {
    var reason: String {
        switch self {
        case .malformed(let reason): reason
        case .tooDeep: "nested too deep"
        case .tooMany: "too many parts"
        case .notSignedData: "not signed data"
        }
    }
}

extension FoundTimestamp {
    /// The hash that its imprint was made with, for the policy.
    var imprintUse: AlgorithmUse? {
        guard let token = try? TimestampToken(token) else { return nil }
        return AlgorithmUse(purpose: .timestampImprint, digest: token.imprintDigest?.rawValue ?? token.imprintAlgorithm.description)
    }
}
