import OAuth
import Testing

/// RFC 9700 §2.1 and §4.1.3: redirect URIs are compared as bytes.
@Suite struct RedirectURITests {
    static let registered = ["https://portal.example.gov.vn/callback", "https://portal.example.gov.vn/cb?tenant=1"]

    @Test(arguments: registered) func `a registered address is trusted`(uri: String) throws {
        #expect(try TrustedRedirect(uri, registered: Self.registered).uri == uri)
    }

    @Test(arguments: [
        "https://portal.example.gov.vn/callback/", "https://portal.example.gov.vn/callback/../x",
        "https://portal.example.gov.vn/callback?x=1",
        "https://portal.example.gov.vn/callback#f", "https://portal.example.gov.vn/Callback", "https://PORTAL.example.gov.vn/callback",
        "https://portal.example.gov.vn:443/callback", "http://portal.example.gov.vn/callback", "https://portal.example.gov.vn./callback",
        "https://portal.example.gov.vn@evil.example/callback", "https://evil.example/?https://portal.example.gov.vn/callback",
        "https://portal.example.gov.vn.evil.example/callback", "https://portal.example.gov.vn/%63allback",
        "https://portal.example.gov.vn\\@evil.example/callback", "https://portal.example.gov.vn/callback\r\n",
        " https://portal.example.gov.vn/callback",
        "https://portal.example.gov.vn/..;/callback", "https://pоrtal.example.gov.vn/callback", "//portal.example.gov.vn/callback", "*",
    ])
    func `anything else is not`(uri: String) {
        #expect(throws: Rejection.redirectURIUnknown) { try TrustedRedirect(uri, registered: Self.registered) }
    }

    @Test func `an absent address is not guessed, even if only one is registered`() {
        #expect(throws: Rejection.redirectURIMissing) { try TrustedRedirect(nil, registered: [Self.registered[0]]) }
    }

    @Test(arguments: [
        ("https://portal.example.gov.vn/cb", true, true), ("http://localhost:8081/cb", true, false), ("http://127.0.0.1:1/", true, false),
        ("http://[::1]:8081/cb", true, false), ("http://portal.example.gov.vn/cb", false, false), ("vn.gov.example:/cb", true, true),
        ("javascript:alert(1)", false, false), ("data:text/html,x", false, false), ("https://user@portal.example/", false, false),
        ("https://portal.example/#x", false, false), ("https://*.example/", false, false), ("https:///cb", false, false),
        ("/relative", false, false), ("", false, false), ("https://portal.example/\u{7f}", false, false),
    ])
    func `what may be registered`(text: String, onLoopback: Bool, inPublic: Bool) {
        let uri = RegisteredURI(text)
        #expect((uri?.isAcceptableRedirect(loopbackAllowed: true) ?? false) == onLoopback)
        #expect((uri?.isAcceptableRedirect(loopbackAllowed: false) ?? false) == inPublic)
    }

    @Test(arguments: [
        ("https://portal.example.gov.vn/logout", true, true), ("https://8.8.8.8/logout", true, true),
        ("https://[2400::1]:8443/logout", true, true), ("http://localhost:8081/logout", true, false),
        ("https://127.0.0.1/logout", true, false), ("http://[::1]:8081/logout", true, false), ("https://127.0.0.2/", false, false),
        ("https://127.1/", false, false), ("https://2130706433/", false, false), ("https://0x7f.1/", false, false),
        ("https://0x7f000001/", false, false), ("https://017700000001/", false, false), ("https://127.0.0.1./", false, false),
        ("https://localhost./", false, false), ("https://a.localhost/", false, false), ("https://10.0.0.1/", false, false),
        ("https://169.254.169.254/latest", false, false), ("https://100.64.0.1/", false, false), ("https://192.168.1.1/", false, false),
        ("https://0.0.0.0/", false, false), ("https://224.0.0.1/", false, false), ("https://[::]/", false, false),
        ("https://[fd00::1]/", false, false), ("https://[fe80::1]/", false, false), ("https://[::ffff:8.8.8.8]/", false, false),
        ("https://[::ffff:127.0.0.1]/", false, false), ("https://[64:ff9b::7f00:1]/", false, false), ("https://[]/", false, false),
        ("https://[::1/", false, false), ("https://./", false, false), ("http://portal.example.gov.vn/", false, false),
        ("ftp://localhost/", false, false), ("vn.gov.example:/logout", false, false),
    ])
    func `where the provider may call`(text: String, onLoopback: Bool, inPublic: Bool) {
        let uri = RegisteredURI(text)
        #expect((uri?.isAcceptableCallback(loopbackAllowed: true) ?? false) == onLoopback)
        #expect((uri?.isAcceptableCallback(loopbackAllowed: false) ?? false) == inPublic)
    }

    @Test func `response parameters join what was registered`() throws {
        let plain = try TrustedRedirect(Self.registered[0], registered: Self.registered)
        #expect(plain.appending([("code", "a b"), ("state", "1&2")]) == "https://portal.example.gov.vn/callback?code=a+b&state=1%262")
        let queried = try TrustedRedirect(Self.registered[1], registered: Self.registered)
        #expect(queried.appending([("code", "x")]) == "https://portal.example.gov.vn/cb?tenant=1&code=x")
    }
}
