internal import Primitives

/// The baseline level that a JSON signature amounts to. ETSI TS 119 182-1 §6.
enum JAdESLevel {
    static func properties(_ header: JAdESHeader, _ signature: DocumentSignature) -> SignatureProperties {
        var properties = SignatureProperties()
        properties.isAdES = header.isAdES
        guard isBasic(header, signature) else { return properties }
        properties.level = "B-B"
        guard has(.signature, in: signature) else { return properties }
        properties.level = "B-T"
        guard !signature.revocationLists.isEmpty || !signature.ocspResponses.isEmpty, !signature.certificates.isEmpty else {
            return properties
        }
        properties.level = has(.archive, in: signature) ? "B-LTA" : "B-LT"
        return properties
    }

    /// Table 1: one signing time, the certificate and its reference, and the content's type unless it is detached.
    private static func isBasic(_ header: JAdESHeader, _ signature: DocumentSignature) -> Bool {
        header.isAdES && header.errors.isEmpty && signature.formatFailure == nil && signature.certificateReference == .matches
            && signature.claimedTime != nil && !header.certificates.isEmpty
            && (header.members["cty"] != nil || header.detachedReference != nil)
    }

    private static func has(_ kind: FoundTimestamp.Kind, in signature: DocumentSignature) -> Bool {
        signature.timestamps.contains { $0.kind == kind && $0.imprintMatches }
    }
}
