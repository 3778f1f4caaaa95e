import Testing
import Web

@Suite struct SecurityHeadersTests {
    @Test(
        arguments: [
            ("https://portal.example.vn/callback?x=1", "https://portal.example.vn"), ("http://localhost:8081/cb", "http://localhost:8081"),
            ("HTTPS://Portal.Example.vn", "https://portal.example.vn"), ("http://[::1]:8081/cb", "http:"),
            ("vn.example.app:/cb", "vn.example.app:"),
            ("javascript:alert(1)", nil), ("data:text/html,x", nil), ("https:portal", nil), ("https://a;script-src *", nil),
            ("https://a b/", nil),
            ("https://a,b/", nil), ("https://user@a/", nil), ("https:///path", nil), ("/path", nil), ("", nil), (":x", nil), ("1a:b", nil),
        ] as [(String, String?)])
    func `only an origin becomes a form target`(address: String, target: String?) {
        #expect(SecurityHeaders.formTarget(of: address) == target)
    }
}
