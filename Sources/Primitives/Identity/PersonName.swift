/// The name of a person or an organisation as it was given, never split: order is family, middle, given, and some have one word.
///
/// Keys are compared as UTF-8 bytes. `String ==` would let two spellings pass for one in memory that a database keeps apart.
package struct PersonName: Sendable {
    /// As given, in NFC, without surrounding white space.
    package let text: String

    /// Longest name in Unicode scalars; the longest registered names of organisations stay well below.
    package static let maximumLength = 250

    /// Refuses control and formatting characters (line breaks, zero-width, bidirectional), and text without a letter.
    package init?(parsing text: String) {
        guard text.utf8.count <= 4 * Self.maximumLength else { return nil }
        let isSpace = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        let scalars = text.canonicallyComposed.unicodeScalars.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        guard scalars.count <= Self.maximumLength, scalars.allSatisfy(Self.isAllowed), scalars.contains(where: \.properties.isAlphabetic)
        else { return nil }
        var name = ""
        name.unicodeScalars.append(contentsOf: scalars)
        self.text = name
    }

    /// The name whose text was stored: of what was parsed before, composing and checking it again would find nothing.
    package init(stored text: String) { self.text = text }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: true
        }
    }
}

extension PersonName {
    /// For lists and search: lower case, no marks, `đ` as `d`, single spaces.
    package var searchKey: String { Self.searchKey(of: text) }

    /// The search key of any text, for what is typed into a search field.
    package static func searchKey(of text: String) -> String { plainWords(text).joined(separator: " ") }

    /// For the query to the population database: upper case, no marks, no spaces.
    package var populationKey: String { Self.plainWords(text).joined().uppercased() }

    /// For equality with records: letters with their quality marks, the tone as a number for each word.
    ///
    /// `hoà` and `hòa` are equal, `hòa` and `hoa` are not: the place of the mark is a matter of taste, the tone is not.
    package var toneKey: String { Self.words(text).map(Self.tonedWord).joined(separator: " ") }

    private static func words(_ text: String) -> [[Unicode.Scalar]] {
        text.lowercased().canonicallyDecomposed.map { apostrophes.contains($0) ? "'" : $0 }.split(whereSeparator: \.properties.isWhitespace)
            .map(Array.init)
    }

    private static func plainWords(_ text: String) -> [String] {
        words(text).flatMap { $0.split { $0 == "'" || $0.properties.generalCategory == .dashPunctuation } }.map { word in
            string(word.filter { $0.properties.generalCategory != .nonspacingMark }.map { plainLetters[$0] ?? $0 })
        }
    }

    private static func tonedWord(_ word: [Unicode.Scalar]) -> String {
        var letters: [Unicode.Scalar] = []
        var marks = ""
        var base: Unicode.Scalar = " "
        for scalar in word {
            if scalar.properties.canonicalCombiningClass == .notReordered { base = scalar }
            if let tone = tones[scalar], vowels.contains(base) { marks += tone } else { letters.append(scalar) }
        }
        return string(letters) + (marks.isEmpty ? "0" : marks)
    }

    private static func string(_ scalars: [Unicode.Scalar]) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text.canonicallyComposed
    }

    private static let apostrophes: Set<Unicode.Scalar> = ["\u{2019}", "\u{02BC}", "\u{2018}"]
    /// `ð` is what keyboards and old fonts produce for `đ`.
    private static let plainLetters: [Unicode.Scalar: Unicode.Scalar] = ["đ": "d", "ð": "d"]
    private static let vowels: Set<Unicode.Scalar> = ["a", "e", "i", "o", "u", "y"]
    /// sắc, huyền, hỏi, ngã, nặng.
    private static let tones: [Unicode.Scalar: String] = ["\u{301}": "1", "\u{300}": "2", "\u{309}": "3", "\u{303}": "4", "\u{323}": "5"]
}
