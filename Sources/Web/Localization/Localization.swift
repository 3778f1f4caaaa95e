package import Primitives

/// The words of one language.
package struct Localization: Sendable {
    /// Why a catalogue cannot be used.
    package enum LoadingError: Error, Equatable {
        case notAnObject(Language)
        case notText(Language, key: String)
        case malformed(Language, JSON.ParsingError)
    }

    package let language: Language
    /// Phrases by key; `{name}` marks a place to fill in.
    package let phrases: [String: String]
    /// Every phrase by the two parts of its key, as templates look them up: `{{words.login.title}}`.
    let tree: [String: [String: String]]

    package init(_ language: Language, catalogue: [UInt8]) throws(LoadingError) {
        self.language = language
        phrases = try Self.phrases(language, catalogue)
        tree = Self.tree(phrases)
    }

    private static func phrases(_ language: Language, _ catalogue: [UInt8]) throws(LoadingError) -> [String: String] {
        let document: JSON
        do { document = try JSON(parsing: catalogue) } catch { throw .malformed(language, error) }
        guard let object = document.object else { throw .notAnObject(language) }
        var phrases: [String: String] = [:]
        for (key, value) in object.members {
            guard let text = value.string else { throw .notText(language, key: key) }
            phrases[key] = text
        }
        return phrases
    }

    /// The phrase with its places filled in. An unknown key gives the key itself; a test proves that none is used.
    package func callAsFunction(_ key: String, _ values: [String: String] = [:]) -> String {
        var rest = (phrases[key] ?? key)[...]
        var text = ""
        // One pass, so that what is filled in is never read as a placeholder.
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            text += rest[..<open] + (values[name] ?? String(rest[open...close]))
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }

    /// What a claim is called; a claim without a phrase keeps its own name.
    package func label(ofClaim claim: String) -> String { phrases["claim.\(claim)"] ?? claim }

    /// A date of the form `YYYY-MM-DD` as day/month/year; a year alone, which is all that some people have, stays as it is.
    package func date(_ text: String) -> String { text.split(separator: "-").reversed().joined(separator: "/") }

    private static func tree(_ phrases: [String: String]) -> [String: [String: String]] {
        var tree: [String: [String: String]] = [:]
        for (key, phrase) in phrases {
            let parts = key.split(separator: ".", maxSplits: 1)
            if parts.count == 2 { tree[String(parts[0]), default: [:]][String(parts[1])] = phrase }
        }
        return tree
    }
}
