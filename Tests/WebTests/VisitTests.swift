import HTTP
import HTTPTypes
import Testing
import Web

@Suite struct VisitTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var query: String?
        var locales: String?
        var cookie: String?
        var language: Language
        var remembers: Bool
        var testDescription: String { "query \(query ?? "-"), ui_locales \(locales ?? "-"), cookie \(cookie ?? "-")" }
    }

    static func request(_ query: String?, cookie: String? = nil) -> Request {
        var request = Request(method: .get, path: "/sign-in", query: query)
        if let cookie { request.headers[.cookie] = cookie }
        return request
    }

    @Test(arguments: [
        Case(language: .vietnamese, remembers: false), Case(cookie: "lang=en", language: .english, remembers: false),
        Case(locales: "en", cookie: "lang=vi", language: .english, remembers: true),
        Case(query: "transaction=t&lang=vi", locales: "en", cookie: "lang=en", language: .vietnamese, remembers: true),
        Case(query: "lang=en", language: .english, remembers: true),
        Case(query: "lang=fr", locales: "fr", cookie: "lang=xx", language: .vietnamese, remembers: false),
        Case(cookie: "lang=en; lang=vi", language: .vietnamese, remembers: false),
    ])
    func `the switch, the portal's wish, the earlier choice and Vietnamese decide in this order`(test: Case) {
        let visit = Visit(Self.request(test.query, cookie: test.cookie), uiLocales: test.locales)
        #expect(visit.language == test.language)
        #expect((visit.cookie(secure: true) != nil) == test.remembers)
    }

    @Test func `Accept-Language changes nothing`() {
        var request = Self.request(nil)
        request.headers[.acceptLanguage] = "en"
        #expect(Visit(request).language == .vietnamese)
    }

    @Test(
        arguments: [
            (nil, "?lang=en"), ("transaction=t%26", "?transaction=t%26&amp;lang=en"), ("lang=vi&a=1&lang=vi", "?a=1&amp;lang=en"),
            ("lang=vi", "?lang=en"), ("\"><script>", "?&quot;&gt;&lt;script&gt;&amp;lang=en"),
        ] as [(String?, String)])
    func `the switch keeps the rest of the address and never leaves the page`(query: String?, address: String) throws {
        var request = Self.request(query)
        request.path = "//evil.example/"
        let html = try html(Visit(request))
        #expect(html.contains("<a href=\"\(address)\" lang=\"en\" hreflang=\"en\">English</a>"))
        #expect(!html.contains("evil.example"))
    }

    @Test func `a page that cannot be asked for again has no switch`() throws {
        #expect(!(try html(Visit(Self.request("a=1"), repeatable: false)).contains("hreflang")))
        #expect(!(try html(Visit(Self.request(String(repeating: "a", count: 5000)))).contains("hreflang")))
    }

    @Test func `the cookie ends with the browser and is secure where the issuer is`() throws {
        for (issuer, attribute) in [("https://id.example.vn", "; Secure"), ("http://localhost:8080", "")] {
            let renderer = try PageRenderer(settings: PageSettings(issuer: issuer))
            let response = renderer.response(SignedOutPage(.wasSignedOut), for: Visit(Self.request("lang=en")))
            #expect(response.headers[.setCookie] == "lang=en; Path=/; HttpOnly; SameSite=Lax\(attribute)")
            #expect(response.headers[.contentLanguage] == "en")
        }
    }

    private func html(_ visit: Visit) throws -> String {
        let renderer = try PageRenderer(settings: Gallery.settings)
        return String(decoding: renderer.response(SignedOutPage(.wasSignedOut), for: visit).body, as: UTF8.self)
    }
}
