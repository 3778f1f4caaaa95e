internal import HTTP

/// A language that the pages speak.
package enum Language: String, Sendable, CaseIterable {
    case vietnamese = "vi"
    case english = "en"

    /// The cookie that remembers the choice until the browser closes.
    package static let cookieName = "lang"
    /// The query parameter with which a page's own switch changes the language.
    package static let parameterName = "lang"

    /// The first language of a space-separated list of RFC 5646 tags that the pages speak. OpenID Connect Core 1.0 §3.1.2.1, `ui_locales`.
    package init?(preferredIn locales: String) {
        for tag in locales.split(separator: " ").prefix(16) {
            let primary = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
            guard let language = Language(rawValue: primary) else { continue }
            self = language
            return
        }
        return nil
    }

    /// The one that the switch offers.
    package var other: Language { self == .vietnamese ? .english : .vietnamese }
}
