/// A language that reports are written in.
package enum ReportLanguage: String, Sendable, CaseIterable {
    case vietnamese = "vi"
    case english = "en"

    /// A phrase with its place filled in. An unknown key gives the key itself; a test proves that none is used.
    package func callAsFunction(_ key: String, _ detail: String? = nil) -> String {
        let phrases = self == .vietnamese ? Self.vietnameseWords : Self.englishWords
        guard let phrase = phrases[key] else { return key }
        // By bytes: reports are made of a few dozen phrases each, and a search by characters takes longer than a signature.
        guard let place = phrase.utf8.firstIndex(of: UInt8(ascii: "{")) else { return phrase }
        return phrase[..<place] + (detail ?? "–") + phrase[place...].dropFirst("{}".count)
    }

    package func has(_ key: String) -> Bool { (self == .vietnamese ? Self.vietnameseWords : Self.englishWords)[key] != nil }
}
