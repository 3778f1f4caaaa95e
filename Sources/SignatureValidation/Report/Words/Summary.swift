package import Primitives

/// What a person reads: valid, not valid or not enough information; why; and what to do.
package struct Summary: Sendable, Equatable {
    package var verdict: String
    package var reasons: [String]
    package var advice: String?

    package var json: JSON.Object {
        ["verdict": .string(verdict), "reasons": JSON(reasons), "advice": advice.map { .string($0) } ?? .null]
    }
}

extension Report {
    package func summary(_ language: ReportLanguage) -> Summary {
        let (reasons, advice): ([String], String?)
        switch reason {
        case .rejection, .workerFailure: (reasons, advice) = ([reason?.text(language) ?? ""], language("advice.REFUSED"))
        case .subIndication(let cause): (reasons, advice) = ([language("sub.\(cause.rawValue)")], language("advice.\(cause.rawValue)"))
        case .noSignature: (reasons, advice) = ([language("reason.no-signature")], nil)
        case nil: (reasons, advice) = ([], nil)
        }
        return Summary(
            verdict: language("file.\(indication.rawValue)"), reasons: reasons + warnings.map { $0.text(language) }, advice: advice)
    }
}

extension SignatureReport {
    package func summary(_ language: ReportLanguage) -> Summary {
        let cause = subIndication.map { [language("sub.\($0.rawValue)")] } ?? []
        let binding = identity.map { [language("identity.\($0.result.rawValue)")] } ?? []
        let state = [language("cryptography.\(cryptography.rawValue)"), language("document.\(document.rawValue)")]
        let shown = changes.map { $0.text(language) }
        return Summary(
            verdict: language("signature.\(indication.rawValue)"),
            reasons: cause + state + shown + binding + (errors + warnings + information).map { $0.text(language) },
            advice: subIndication.map { language("advice.\($0.rawValue)") })
    }
}

extension Finding {
    package func text(_ language: ReportLanguage) -> String {
        let key = "finding.\(code)"
        return language.has(key) ? language(key, detail) : language("finding", code)
    }
}

extension DocumentChange {
    package func text(_ language: ReportLanguage) -> String {
        let key = "change.\(kind)"
        let what = language.has(key) ? language(key) : language("change", kind)
        guard !pages.isEmpty else { return what }
        return what + language("change.pages", pages.map(String.init).joined(separator: ", "))
    }
}

extension Report.Reason {
    package func text(_ language: ReportLanguage) -> String {
        switch self {
        case .rejection(.limit(let name)): language("reason.limit", name)
        case .rejection(.malformed(let what)): language("reason.malformed", what)
        case .rejection(.unsupported(let what)): language("reason.unsupported", what)
        case .workerFailure(let what): language("reason.worker", what)
        case .subIndication(let cause): cause.rawValue
        case .noSignature: language("reason.no-signature")
        }
    }
}
