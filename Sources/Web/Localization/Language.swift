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

    /// The language of the highest weight that the pages speak. RFC 9110 §12.5.4.
    init?(acceptedIn field: String) {
        let ranges = field.split(separator: ",").prefix(16).map { range in
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            return (tag: parts.first ?? "", weight: weight)
        }
        // Stable, so that of equal weights the first one counts.
        let wanted = ranges.enumerated().filter { $0.element.weight > 0 }.sorted {
            ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset)
        }
        self.init(preferredIn: wanted.map(\.element.tag).joined(separator: " "))
    }

    /// The one that the switch offers.
    package var other: Language { self == .vietnamese ? .english : .vietnamese }
}
