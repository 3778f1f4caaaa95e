package import Primitives
package import TokenCrypto

/// What the provider found in a signed document, proven to be its word about this very question.
public struct DocumentReport: Sendable {
    public enum Indication: String, Sendable {
        case passed = "TOTAL-PASSED"
        case indeterminate = "INDETERMINATE"
        case failed = "TOTAL-FAILED"
        case noSignature = "NO-SIGNATURE"
        case refused = "REFUSED"
    }

    /// Texts for people.
    public struct Summary: Sendable {
        public let verdict: String
        public let reasons: [String]
        public let advice: String?
    }

    public struct Signature: Sendable {
        public let indication: Indication
        /// `matched`, `mismatched`, `organisation` or `none`; nil when nobody in particular was expected, or the signature did not pass.
        public let identity: String?
        /// `unchanged`, `extended`, `partial` or `changed`: whether what a reader sees is what was signed.
        public let document: String
        package let text: JSON
    }

    public let indication: Indication
    public let signatures: [Signature]
    /// The signed report: kept beside the file it lets anybody check the judgement later, with the provider's keys and without asking.
    public let receipt: String
    package let text: JSON

    /// The file is good, and every signature in it is the expected person's own.
    public var isBySubject: Bool {
        indication == .passed && !signatures.isEmpty && signatures.allSatisfy { $0.identity == "matched" }
    }

    /// - Parameter language: `vi` or `en`.
    public func summary(in language: String) -> Summary { Summary(text[language]) }
}

extension DocumentReport.Signature {
    public func summary(in language: String) -> DocumentReport.Summary { DocumentReport.Summary(text[language]) }
}

extension DocumentReport.Summary {
    fileprivate init(_ text: JSON?) {
        verdict = text?["verdict"]?.string ?? ""
        reasons = text?["reasons"]?.strings ?? []
        advice = text?["advice"]?.string
    }
}

extension DocumentReport {
    /// All checks of a receipt: signature, type, issuer, audience.
    package init(verifying receipt: String, keys: JWKSet, check: TokenCheck) throws(Rejection) {
        let token = try check.verify(
            receipt, keys: keys, types: ["signature-validation-receipt+jwt"], exactAudience: true,
            required: ["iss", "aud", "iat", "report"],
            requiresExpiry: false)
        guard let report = token.claims["report"], let indication = report["indication"]?.string.flatMap(Indication.init(rawValue:)) else {
            throw Rejection(.providerAnswerMalformed, "report")
        }
        self.init(
            indication: indication, signatures: (report["signatures"]?.array ?? []).compactMap(Signature.init), receipt: receipt,
            text: report["text"] ?? .null)
    }
}

extension DocumentReport.Signature {
    fileprivate init?(_ signature: JSON) {
        guard let indication = signature["indication"]?.string.flatMap(DocumentReport.Indication.init(rawValue:)) else { return nil }
        self.init(
            indication: indication, identity: signature["identity"]?["result"]?.string,
            document: signature["document"]?.string ?? "", text: signature["text"] ?? .null)
    }
}
