package import Mustache
package import OAuth

/// What an error code of the protocol means and how to mend it, for those who run a portal.
package struct ErrorReferencePage: Page {
    package var code: OAuthErrorCode

    package init(_ code: OAuthErrorCode) { self.code = code }

    package static func template(in templates: Templates) -> MustacheTemplate { templates.errorReference }
    package func title(in words: Localization) -> String { words("reference.title", ["code": code.rawValue]) }

    package func view(in words: Localization, settings: PageSettings) -> [String: Any] {
        [
            "heading": title(in: words), "cause": Self.cause(of: code, in: words), "mend": Self.mend(of: code, in: words),
            "entries": ErrorReference.entries(of: code).map { ["anchor": $0.anchor, "mend": $0.mend] },
        ]
    }

    static func cause(of code: OAuthErrorCode, in words: Localization) -> String { words("protocol.\(code.rawValue)_cause") }
    static func mend(of code: OAuthErrorCode, in words: Localization) -> String { words("protocol.\(code.rawValue)_mend") }
}

/// `docs/errors.md`, made from what is served.
package enum ErrorReferenceDocument {
    package static func text(in words: Localization) -> String {
        """
        # Errors of the protocol

        Every error answer of the protocol carries `error`, `error_description` and `error_uri`, which leads to a page of the provider itself
        (`/errors/invalid_grant`), in Vietnamese and English. This file lists the same. It is made from the declarations:
        `UPDATE_GOLDEN=1 swift test --filter ErrorReference` writes it anew.

        \(OAuthErrorCode.allCases.sorted { $0.rawValue < $1.rawValue }.map { section($0, words) }.joined(separator: "\n\n"))

        """
    }

    private static func section(_ code: OAuthErrorCode, _ words: Localization) -> String {
        let entries = ErrorReference.entries(of: code).map { "- \($0.mend)" }.joined(separator: "\n")
        return """
            ## `\(code.rawValue)`
            \(ErrorReferencePage.cause(of: code, in: words)) \(ErrorReferencePage.mend(of: code, in: words))
            \(entries.isEmpty ? "" : "\n" + entries)
            """.trimmingTrailingNewlines
    }
}

extension String {
    fileprivate var trimmingTrailingNewlines: String {
        var text = self
        while text.last == "\n" { text.removeLast() }
        return text
    }
}
