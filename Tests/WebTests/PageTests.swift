import Accounts
import Foundation
import HTTP
import HTTPTypes
import Testing
import Web

@Suite struct PageTests {
    static func response(_ page: some Page, _ settings: PageSettings = Gallery.settings, query: String? = nil) throws -> Response {
        let renderer = settings.issuer == Gallery.settings.issuer ? try Gallery.renderer.get() : try PageRenderer(settings: settings)
        return renderer.response(page, for: Visit(Request(method: .get, path: "/", query: query)))
    }

    static func html(_ page: some Page, _ settings: PageSettings = Gallery.settings, query: String? = nil) throws -> String {
        String(decoding: try response(page, settings, query: query).body, as: UTF8.self)
    }

    @Test func `every page forbids what it does not need`() throws {
        for (name, page) in Gallery.pages() {
            let headers = try Self.response(page).headers
            let policy = try #require(headers[.contentSecurityPolicy])
            #expect(policy.hasPrefix("default-src 'none'; style-src 'self'; img-src 'self'; "), "\(name)")
            #expect(policy.hasSuffix("; base-uri 'none'; frame-ancestors 'none'"), "\(name)")
            #expect(policy.contains("script-src 'self'") == (name == "form-post"), "\(name)")
            let expected = [
                "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
                "X-Frame-Options": "DENY",
                "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
                "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
                "Content-Type": "text/html; charset=utf-8",
                "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            ]
            for (field, value) in expected { #expect(headers[try #require(HTTPField.Name(field))] == value, "\(name) \(field)") }
        }
    }

    @Test func `plain http on loopback is not told to insist on TLS`() throws {
        let response = try Self.response(SignedOutPage(.wasSignedOut), PageSettings(issuer: "http://localhost:8080"))
        #expect(response.headers[.strictTransportSecurity] == nil)
    }

    @Test func `a form may lead to itself and to the portals named`() throws {
        let page = SignInPage(action: "/sign-in", antiForgery: "t", formTargets: ["https://portal.example.vn"])
        #expect(
            try Self.response(page).headers[.contentSecurityPolicy]?.contains("; form-action 'self' https://portal.example.vn; ") == true)
        let answer = FormPostPage(action: "http://localhost:8081/cb?a=b", fields: [])
        #expect(try Self.response(answer).headers[.contentSecurityPolicy]?.contains("; form-action 'self' http://localhost:8081; ") == true)
    }

    @Test(
        arguments: [
            ([], 200, nil), ([.wrongCredentials], 422, nil), ([.missingIdentifier, .missingPassword], 422, nil),
            ([.throttled(minutes: 4)], 429, "240"), ([.throttled(minutes: 0)], 429, "60"), ([.busy], 503, "60"), ([.locked], 422, nil),
        ] as [([SignInProblem], Int, String?)])
    func `the status of a sign-in page says whether it is a failure`(problems: [SignInProblem], status: Int, wait: String?) throws {
        let response = try Self.response(SignInPage(action: "/sign-in", antiForgery: "t", problems: problems))
        #expect(response.status.code == status)
        #expect(response.headers[.retryAfter] == wait)
    }

    @Test func `the fields are what the contract and password managers expect`() throws {
        let html = try Self.html(
            SignInPage(action: "/sign-in?transaction=1", antiForgery: "secret", identifier: "an@example.vn", problems: [.wrongCredentials]))
        #expect(html.contains(#"<form method="post" action="/sign-in?transaction=1" novalidate>"#))
        #expect(html.contains(#"<input type="hidden" name="csrf" value="secret">"#))
        #expect(html.contains(#"name="identifier" value="an@example.vn" autocomplete="username" inputmode="text""#))
        #expect(
            html.contains(
                #"name="password" type="password" autocomplete="current-password" required aria-describedby="password-error" aria-invalid="true">"#
            ))
        #expect(html.contains(##"<li><a href="#password">Tên đăng nhập hoặc mật khẩu không đúng. Vui lòng kiểm tra lại.</a></li>"##))
        #expect(html.contains("<title>Lỗi: Đăng nhập – Cổng xác thực tài khoản dịch vụ công</title>"))
    }

    @Test(arguments: [(.wrongCode, 422, nil, true), (.throttled(minutes: 2), 429, "120", false)] as [(SignInProblem, Int, String?, Bool)])
    func `the code page is drawn from its challenge`(problem: SignInProblem, status: Int, wait: String?, isInField: Bool) throws {
        let challenge = Challenge(field: "code", autocomplete: "one-time-code", inputMode: "numeric", maximumLength: 16)
        let page = StepUpPage(
            portal: "Cổng", challenge: challenge, action: "/interaction/1", antiForgery: "secret", problem: problem, known: "N••• An")
        let response = try Self.response(page)
        #expect(response.status.code == status && response.headers[.retryAfter] == wait)
        let html = String(decoding: response.body, as: UTF8.self)
        #expect(html.contains(#"id="code" name="code" autocomplete="one-time-code" inputmode="numeric""#))
        #expect(html.contains(##"<a href="#code">"##) == isInField)
        #expect(!html.contains(#"name="code" value"#), "what was typed is not shown again")
    }

    @Test(arguments: [ConsentPage.Mode.notice, .explicit]) func `a notice names the law and does not pretend to ask`(mode: ConsentPage.Mode)
        throws
    {
        let page = ConsentPage(
            portal: "Cổng", mode: mode, items: [.init(claim: "email", value: "a•••", source: .verified)], action: "/c", antiForgery: "t")
        let html = try Self.html(page)
        #expect(html.contains("Không cần sự đồng ý") == (mode == .notice))
        #expect(html.contains(">Đồng ý và tiếp tục</button>") == (mode == .explicit))
        #expect(html.contains(#"name="decision" value="allow">"#) && html.contains(#"name="decision" value="deny">"#))
        #expect(html.contains("<dt>Thư điện tử</dt>\n<dd class=\"value\">a•••</dd>"))
    }

    @Test(
        arguments: [
            (SignedOutPage.Outcome.signedOut([]), "Đã đăng xuất", "good"), (.wasSignedOut, "Quý vị đã đăng xuất từ trước", "good"),
            (.staysSignedIn, "Quý vị vẫn đang đăng nhập", "warn"),
            (.signedOut([.init(name: "A", confirmed: true)]), "Đã đăng xuất khỏi 1 cổng dịch vụ", "good"),
            (
                .signedOut([.init(name: "A", confirmed: true), .init(name: "B", confirmed: true)]), "Đã đăng xuất khỏi 2 cổng dịch vụ",
                "good"
            ),
            (
                .signedOut([.init(name: "A", confirmed: true), .init(name: "B", confirmed: false)]), "Chưa xác nhận hết việc đăng xuất",
                "warn"
            ),
        ])
    func `the sign-out page says what was ended`(outcome: SignedOutPage.Outcome, heading: String, tone: String) throws {
        let html = try Self.html(SignedOutPage(outcome))
        #expect(html.contains("<h1>\(heading)</h1>"))
        #expect(html.contains("<div class=\"verdict \(tone)\">"))
    }

    @Test(arguments: ErrorPage.Reason.allCases) func `an error names the next step, whom to call and the codes`(reason: ErrorPage.Reason)
        throws
    {
        for query in ["lang=vi", "lang=en"] {
            let page = ErrorPage(reason, requestID: "r-17", detail: "mend it")
            let html = try Self.html(page, query: query)
            for text in ["1900\u{A0}0000", "<code>\(reason.rawValue)</code>", "<code>r-17</code>", "mend it"] {
                #expect(html.contains(text))
            }
            #expect(try Self.response(page).status.code >= 400)
        }
        #expect(!(try Self.html(ErrorPage(reason, requestID: "r"), PageSettings(issuer: "http://localhost"))).contains("1900"))
    }

    @Test(
        arguments: [
            (404, "text/html,application/xhtml+xml;q=0.9", "not_found"), (405, "text/html", "method_not_allowed"),
            (413, "text/html", "too_large"), (503, "text/html", "busy"), (400, "text/html", nil), (404, "*/*", nil),
            (404, "application/json", nil), (404, nil, nil),
        ] as [(Int, String?, String?)])
    func `a person is refused with a page, a program is not`(status: Int, accept: String?, code: String?) throws {
        var request = Request(method: .get, path: "/nowhere", query: "a=1")
        request.headers[.accept] = accept
        let response = try Gallery.renderer.get().refusal(status: .init(code: status), of: request)
        let html = response.map { String(decoding: $0.body, as: UTF8.self) }
        #expect((response?.status.code == status) == (code != nil))
        #expect(html?.contains("<code>\(code ?? "-")</code>") == (code == nil ? nil : true))
        #expect(html?.contains("?a=1&amp;lang=en") == (code == nil ? nil : true))
    }

    /// THREATS §12: 30 kB and 3 requests; measured without compression, which only helps.
    @Test func `the sign-in page is light`() async throws {
        let renderer = try PageRenderer(settings: Gallery.settings)
        let page = SignInPage(portal: "Cổng", action: "/", antiForgery: "t", problems: [.missingIdentifier, .missingPassword])
        let html = String(decoding: renderer.response(page, for: Visit(Request(method: .get, path: "/"))).body, as: UTF8.self)
        let paths = Set(html.matches(of: /(?:href|src)="(\/assets\/[^"]+)"/).map { String($0.output.1) })
        var bytes = html.utf8.count
        for path in paths {
            let response = await renderer.assetEndpoint.respond(to: Request(method: .get, path: path))
            #expect(response.status == .ok)
            #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
            bytes += response.body.count
        }
        #expect(paths.count == 2)
        #expect(bytes < 30_000)
    }

    @Test(arguments: ["/assets/site.css", "/assets/../vi.json", "/assets/%2e%2e/vi.json", "/assets/", "/assets/form-post.js"])
    func `nothing but the named files is served`(path: String) async throws {
        let endpoint = try PageRenderer(settings: Gallery.settings).assetEndpoint
        #expect(await endpoint.respond(to: Request(method: .get, path: path)).status == .notFound)
    }

    @Test func `an operator's files replace ours, under a new name`() async throws {
        let ours = try PageRenderer(settings: Gallery.settings)
        let theirs = try PageRenderer(
            settings: Gallery.settings, overrides: ["site.css": Array("p{}".utf8), "home.mustache": Array("{{a}}<b>".utf8)])
        let visit = Visit(Request(method: .get, path: "/"))
        #expect(String(decoding: theirs.response(HomePage(.anonymous(signIn: "/")), for: visit).body, as: UTF8.self) == "<b>")
        let style = /\/assets\/site\.[a-z0-9]+\.css/
        func stylesheet(_ renderer: PageRenderer) -> String? {
            String(decoding: renderer.response(SignedOutPage(.wasSignedOut), for: visit).body, as: UTF8.self).firstMatch(of: style).map {
                String($0.output)
            }
        }
        let path = try #require(stylesheet(theirs))
        #expect(path != stylesheet(ours))
        #expect(await theirs.assetEndpoint.respond(to: Request(method: .get, path: path)).body == Array("p{}".utf8))
    }

    @Test func `a file that is not ours or cannot be read stops the start`() throws {
        #expect(throws: PageRenderer.LoadingError.self) { try PageRenderer(settings: Gallery.settings, overrides: ["index.php": []]) }
        #expect(throws: PageRenderer.LoadingError.self) {
            try PageRenderer(settings: Gallery.settings, overrides: ["home.mustache": Array("{{#a}}".utf8)])
        }
        #expect(throws: PageRenderer.LoadingError.catalogue(.notAnObject(.vietnamese))) {
            try PageRenderer(settings: Gallery.settings, overrides: ["vi.json": Array("[]".utf8)])
        }
    }

    @Test(
        arguments: [
            (Masked.number("001090100123"), "001••••••123"), (Masked.number("12345"), "•••"),
            (Masked.phone("+84912345678"), "+84 91•••678"),
            (Masked.phone("+4915112345678"), "+49••••••••678"), (Masked.email("nguyen.an@example.vn"), "n•••@example.vn"),
            (Masked.email("@x"), "•••"),
            (Masked.name("Nguyễn Văn An"), "N••• Văn An"), (Masked.name("An"), "A•••"), (Masked.name(""), "•••"),
        ])
    func `masked values keep enough to be recognised`(shown: String, expected: String) { #expect(shown == expected) }
}
