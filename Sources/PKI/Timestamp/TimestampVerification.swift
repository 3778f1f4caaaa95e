/// What is to be said about a timestamp token: whether it is one, and whose. RFC 3161 §2.3, §2.4.2, ETSI EN 319 102-1 §5.4.
package struct TimestampVerification: Sendable {
    /// Why the token itself proves nothing, whoever made it; nil: its mathematics and structure are in order.
    package let failure: TimestampFailure?
    /// The authority's certificate, when the token names one that is there.
    package let authority: Certificate?
    /// The authority's chain at the time that the token states.
    package let path: PathResult

    /// Whether the token proves its time but for revocation, which is asked apart: sound, and of an authority that is believed.
    package var isTrusted: Bool {
        if case .valid = path { failure == nil } else { false }
    }
}

/// Why a token is no timestamp.
package enum TimestampFailure: Error, Sendable, Equatable {
    /// The signature is not in order; the reason in a few words.
    case signature(String)
    case unsupported(String)
    case authorityCertificateAbsent
    /// The token does not say which certificate is its authority's, or says another. RFC 3161 §2.4.2, RFC 5816.
    case certificateReference
    /// The key is not for timestamps alone, and critically so. RFC 3161 §2.3.
    case extendedKeyUsage
    /// RFC 5280 §4.2.1.12: a token is a signature.
    case keyUsage
}

extension TimestampToken {
    /// - Parameter others: certificates of the document, among which the authority's chain may be.
    /// - Parameter domains: whose word about time is taken.
    package func verification(
        in store: TrustStore, with others: [Certificate] = [], domains: Set<TrustDomain> = Set(TrustDomain.allCases)
    ) -> TimestampVerification {
        let candidates = signedData.certificates() + others
        let signature = verify(candidates: others)
        guard let authority = signature.certificate else {
            return TimestampVerification(failure: .authorityCertificateAbsent, authority: nil, path: .broken(.noChainFound))
        }
        let path = store.path(for: authority, at: time, with: candidates, domains: domains)
        return TimestampVerification(failure: Self.failure(signature, of: authority), authority: authority, path: path)
    }

    private static func failure(_ signature: SignerVerification, of authority: Certificate) -> TimestampFailure? {
        switch signature.outcome {
        case .valid: break
        case .malformed(let reason), .signatureInvalid(let reason): return .signature(reason)
        case .contentDiffers, .contentAbsent: return .signature("content")
        case .certificateAbsent: return .authorityCertificateAbsent
        case .unsupported(let name): return .unsupported(name)
        }
        guard signature.certificateReference == .matches else { return .certificateReference }
        guard authority.extendedKeyUsage == [.timeStamping], authority.isExtendedKeyUsageCritical else { return .extendedKeyUsage }
        return authority.maySignDocuments ? nil : .keyUsage
    }
}
