import Foundation
import Primitives
import Testing
import Web

@Suite struct LocalizationTests {
    static let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Web").standardized
    static func words(_ language: Language) throws -> Localization { try Gallery.renderer.get().words(language) }

    static func files(_ ending: String) throws -> [(name: String, text: String)] {
        let all = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
        return try all.filter { $0.lastPathComponent.hasSuffix(ending) }.map {
            ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
        }
    }

    static func placeholders(_ text: String) -> [String] { text.matches(of: /\{[a-z_]+\}/).map { String($0.output) }.sorted() }

    /// The keys that templates and pages name, with those that are put together from a case's raw value.
    static func usedKeys() throws -> Set<String> {
        var keys: Set<String> = []
        for (_, text) in try files(".mustache") { keys.formUnion(text.matches(of: /words\.([a-z0-9_.]+)/).map { String($0.output.1) }) }
        for (_, text) in try files("Page.swift") + files("Verdict.swift") + files("Renderer.swift") {
            let names = text.matches(of: /"([a-z0-9_]+\.[a-z0-9_]+)"/).map { String($0.output.1) }
            keys.formUnion(names.filter { $0.firstMatch(of: /\.(css|svg)$/) == nil })
        }
        for reason in ErrorPage.Reason.allCases { keys.formUnion(["title", "what", "todo"].map { "error.\(reason.rawValue)_\($0)" }) }
        // A challenge's field names its words.
        keys.formUnion(["stepup.code", "stepup.code_hint"])
        keys.formUnion(SignedOutPage.Answer.allCases.map { "logout.\($0.rawValue)" })
        keys.formUnion(ConsentPage.Source.allCases.map { "consent.source_\($0.rawValue)" })
        return keys
    }

    @Test func `both catalogues have the same keys and places to fill in`() throws {
        let vietnamese = try Self.words(.vietnamese).phrases
        let english = try Self.words(.english).phrases
        #expect(Set(vietnamese.keys) == Set(english.keys))
        for (key, phrase) in vietnamese { #expect(Self.placeholders(phrase) == Self.placeholders(english[key] ?? ""), "\(key)") }
    }

    @Test func `every phrase that is used exists, and every phrase that exists is used`() throws {
        let used = try Self.usedKeys()
        #expect(used.count > 80)
        let phrases = try Self.words(.vietnamese).phrases
        #expect(used.subtracting(phrases.keys).sorted() == [])
        // Labels of claims and words for their values are looked up by whatever claim a portal asks for, those of errors by their codes.
        let looked = phrases.keys.filter { key in !["claim.", "value.", "protocol."].contains { key.hasPrefix($0) } }
        #expect(Set(looked).subtracting(used).sorted() == [])
    }

    @Test(arguments: Language.allCases) func `phrases are in NFC and address nobody too familiarly`(language: Language) throws {
        for (key, phrase) in try Self.words(language).phrases {
            #expect(phrase.utf8.elementsEqual(phrase.precomposedStringWithCanonicalMapping.utf8), "\(key)")
            #expect(
                !phrase.isEmpty && phrase.firstMatch(of: /\b(bạn|anh\/chị|quý khách|khoá|huỷ|hoá|uỷ quyền)\b/.ignoresCase()) == nil,
                "\(key)")
        }
    }

    @Test func `what is filled in is not searched for places to fill in`() throws {
        let words = try Localization(.english, catalogue: Array(#"{"a.b": "{x} and {y} and {z}"}"#.utf8))
        #expect(words("a.b", ["x": "{y}", "y": "{x}{"]) == "{y} and {x}{ and {z}")
    }

    @Test(
        arguments: [
            (#"["a"]"#, Localization.LoadingError.notAnObject(.english)), (#"{"a.b": 1}"#, .notText(.english, key: "a.b")),
        ])
    func `a catalogue that is none is refused`(text: String, expected: Localization.LoadingError) {
        #expect(throws: expected) { try Localization(.english, catalogue: Array(text.utf8)) }
    }

    @Test func `a catalogue that is no JSON is refused, and says where`() throws {
        let error = #expect(throws: Localization.LoadingError.self) { try Localization(.english, catalogue: Array(#"{"a""#.utf8)) }
        guard case .malformed(.english, let cause)? = error else { throw try #require(error) }
        #expect(cause.reason == .endOfInput)
        #expect(cause.offset == 4)
    }

    @Test(
        arguments: [
            ("en", Language.english), ("en-GB vi", .english), ("fr vi-VN en", .vietnamese), ("EN_us", .english), ("fr de", nil), ("", nil),
        ]
            as [(String, Language?)])
    func `ui_locales names languages in order of preference`(locales: String, expected: Language?) {
        #expect(Language(preferredIn: locales) == expected)
    }

    @Test(arguments: [("1990-01-02", "02/01/1990"), ("1941", "1941")]) func `dates are shown day first`(text: String, shown: String) throws
    {
        #expect(try Self.words(.vietnamese).date(text) == shown)
    }

    @Test(arguments: [("phone_number", "Số điện thoại"), ("unheard_of", "unheard_of")])
    func `a claim has a label`(claim: String, label: String) throws { #expect(try Self.words(.vietnamese).label(ofClaim: claim) == label) }
}
