/// A language that reports are written in.
package enum ReportLanguage: String, Sendable, CaseIterable {
    case vietnamese = "vi"
    case english = "en"

    /// A phrase with its place filled in. An unknown key gives the key itself; a test proves that none is used.
    package func callAsFunction(_ key: String, _ detail: String? = nil) -> String {
        let phrases = self == .vietnamese ? Self.vietnameseWords : Self.englishWords
        guard let phrase = phrases[key] else { return key }
        let parts = phrase.split(separator: "{}", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return phrase }
        return parts[0] + (detail ?? "–") + parts[1]
    }

    package func has(_ key: String) -> Bool { (self == .vietnamese ? Self.vietnameseWords : Self.englishWords)[key] != nil }
}
