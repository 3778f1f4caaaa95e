import Primitives
import Testing

/// Pairs of names, their keys, and under which keys they are the same person's.
@Suite struct PersonNameTests {
    struct Pair: Sendable {
        let a: String
        let b: String
        let search: String
        let population: String?
        let tone: String?
        let isSearchEqual: Bool
        let isToneEqual: Bool
    }

    static let pairs = [
        Pair(
            a: "Nguyễn Thị Hoà", b: "Nguyễn Thị Hòa", search: "nguyen thi hoa",
            population: "NGUYENTHIHOA", tone: "nguyên4 thi5 hoa2", isSearchEqual: true, isToneEqual: true),
        Pair(
            a: "NGUYỄN THỊ HÒA", b: "nguyễn thị hoà", search: "nguyen thi hoa",
            population: "NGUYENTHIHOA", tone: "nguyên4 thi5 hoa2", isSearchEqual: true, isToneEqual: true),
        Pair(
            a: "Lê Thúy", b: "Lê Thuý", search: "le thuy",
            population: "LETHUY", tone: "lê0 thuy1", isSearchEqual: true, isToneEqual: true),
        Pair(
            a: "Đặng Văn Đức", b: "Dang Van Duc", search: "dang van duc",
            population: "DANGVANDUC", tone: "đăng5 văn0 đưc1", isSearchEqual: true, isToneEqual: false),
        Pair(
            a: "Trần Quý", b: "Trần Quí", search: "tran quy",
            population: "TRANQUY", tone: "trân2 quy1", isSearchEqual: false, isToneEqual: false),
        Pair(
            a: "Hòa", b: "Hoa", search: "hoa",
            population: "HOA", tone: "hoa2", isSearchEqual: true, isToneEqual: false),
        Pair(
            a: "Y Blăp Ayŭn", b: "Y Blăp Ayŭn", search: "y blap ayun",
            population: "YBLAPAYUN", tone: "y0 blăp0 ayŭn0", isSearchEqual: true, isToneEqual: true),
        Pair(
            a: "H’Lan Ayŭn", b: "H'Lan Ayŭn", search: "h lan ayun",
            population: "HLANAYUN", tone: "h'lan0 ayŭn0", isSearchEqual: true, isToneEqual: true),
        Pair(
            a: "Nguyễn  Văn   An", b: "Nguyễn Văn An", search: "nguyen van an",
            population: "NGUYENVANAN", tone: "nguyên4 văn0 an0", isSearchEqual: true, isToneEqual: true),
        Pair(
            a: "Lý Hủy", b: "Lý Huỷ", search: "ly huy",
            population: "LYHUY", tone: "ly1 huy3", isSearchEqual: true, isToneEqual: true),
        Pair(
            a: "Trần Thị Oanh", b: "Tran Thi Oanh", search: "tran thi oanh",
            population: "TRANTHIOANH", tone: "trân2 thi5 oanh0", isSearchEqual: true, isToneEqual: false),
        Pair(
            a: "Nguye\u{302}\u{303}n Va\u{306}n U\u{31B}o\u{31B}\u{301}c", b: "Nguy\u{1EC5}n V\u{103}n \u{1AF}\u{1EDB}c",
            search: "nguyen van uoc",
            population: nil, tone: nil, isSearchEqual: true, isToneEqual: true),
    ]

    @Test(arguments: pairs)
    func keys(pair: Pair) throws {
        let a = try #require(PersonName(parsing: pair.a)), b = try #require(PersonName(parsing: pair.b))
        #expect(Array(a.searchKey.utf8) == Array(pair.search.utf8))
        if let population = pair.population { #expect(Array(a.populationKey.utf8) == Array(population.utf8)) }
        if let tone = pair.tone { #expect(Array(a.toneKey.utf8) == Array(tone.utf8)) }
        #expect(a.searchKey.utf8.elementsEqual(b.searchKey.utf8) == pair.isSearchEqual)
        #expect(a.toneKey.utf8.elementsEqual(b.toneKey.utf8) == pair.isToneEqual)
    }

    @Test func theNameIsKeptAsGivenInNFC() throws {
        let name = try #require(PersonName(parsing: " Nguye\u{302}\u{303}n  Va\u{306}n An\t "))
        #expect(Array(name.text.utf8) == Array("Nguy\u{1EC5}n  V\u{103}n An".utf8))
        #expect(Array(name.searchKey.utf8) == Array("nguyen van an".utf8))
    }

    @Test(arguments: [
        "", "   ", "123", "A\r\nBcc: b", "A\u{0}", "A\u{200B}B", "A\u{202E}B", "A\u{2028}B", "\u{FEFF}An",
        String(repeating: "a", count: 251),
        "A" + String(repeating: "\u{301}", count: 5_000),
    ])
    func refuses(text: String) {
        #expect(PersonName(parsing: text)?.text == nil)
    }

    @Test(arguments: ["Công ty TNHH 1 thành viên A&B", "Y", "Ramón Núñez", "李明", "Nguyễn-Smith", String(repeating: "ễ", count: 250)])
    func accepts(text: String) throws {
        #expect(try #require(PersonName(parsing: text)).text.utf8.elementsEqual(text.canonicallyComposed.utf8))
    }

    /// What has no tone in Vietnamese keeps its mark: ñ is a letter, and two tones in one word stay two.
    @Test(arguments: [("Núñez", "nuñez1"), ("Ramón", "ramon1"), ("Đỗ Ðức", "đô4 ðưc1"), ("Anne-Marie", "anne-marie0")])
    func tones(text: String, expected: String) throws {
        #expect(Array(try #require(PersonName(parsing: text)).toneKey.utf8) == Array(expected.utf8))
    }

    @Test func theEthOfOldKeyboardsIsFound() { #expect(PersonName.searchKey(of: "Ðỗ  ĐỨC") == "do duc") }
}

/// Canonical composition, UAX #15. The names are of the code points that a normaliser of one's own gets wrong.
@Suite struct NormalizedTextTests {
    @Test(arguments: [
        ("e\u{302}\u{301}", "\u{1EBF}"), ("e\u{301}\u{302}", "\u{E9}\u{302}"), ("a\u{323}\u{306}", "\u{1EB7}"),
        ("a\u{306}\u{323}", "\u{1EB7}"),
        ("o\u{31B}\u{323}", "\u{1EE3}"), ("o\u{323}\u{31B}", "\u{1EE3}"), ("u\u{31B}\u{303}", "\u{1EEF}"), ("\u{340}", "\u{300}"),
        ("\u{212B}", "\u{C5}"), ("\u{2126}", "\u{3A9}"), ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"), ("\u{958}", "\u{915}\u{93C}"),
        ("\u{FF21}", "\u{FF21}"), ("\u{FB01}", "\u{FB01}"), ("", ""), ("abc", "abc"), ("a\r\nb\u{0}", "a\r\nb\u{0}"),
        ("\u{1D15E}", "\u{1D157}\u{1D165}"),
    ])
    func composes(text: String, expected: String) {
        #expect(Array(text.canonicallyComposed.utf8) == Array(expected.utf8))
        #expect(Array(String(String.UnicodeScalarView(text.canonicallyDecomposed)).canonicallyComposed.utf8) == Array(expected.utf8))
    }
}
