package import HTTP
internal import HTTPTypes
package import OAuth
package import Primitives
internal import TokenCrypto

/// Proves that a form was shown by this provider to the browser that posts it.
///
/// A form carries a digest over the browser's own cookie and the form's purpose, so that a form of another browser, or of another
/// step, is worth nothing; and the browser's own word on where a request comes from is heard as well.
package struct AntiForgery: Sendable {
    private let key: [UInt8]
    private let cookies: BrowserCookies
    private let origin: String
    private let world: World

    /// - Parameters:
    ///   - key: 32 bytes of their own purpose.
    ///   - issuer: the configured one; its origin is the only acceptable one.
    package init(key: [UInt8], cookies: BrowserCookies, issuer: String, world: World) {
        self.key = key
        self.cookies = cookies
        origin = RegisteredURI(issuer)?.origin ?? issuer
        self.world = world
    }

    /// The browser's value from its cookie, or a new one for the answer to set.
    package func binding(of request: Request) -> BrowserBinding {
        if let value = request.cookie(cookies.browser), value.utf8.count == 43, Base64URL.decode(value) != nil {
            return BrowserBinding(value: value, isKnown: true)
        }
        return BrowserBinding(value: world.token(), isKnown: false)
    }

    package func bind(_ response: inout Response, to browser: BrowserBinding) {
        guard !browser.isKnown else { return }
        response.set(cookies.cookie(cookies.browser, browser.value))
    }

    /// The value of the form's hidden field `csrf`.
    package func token(for purpose: String, _ browser: BrowserBinding) -> String {
        Base64URL.encode(HMAC.sha256(key: key, Array(purpose.utf8) + [0] + Array(browser.value.utf8)))
    }

    package func isGenuine(_ token: String?, for purpose: String, of request: Request) -> Bool {
        let browser = binding(of: request)
        guard let token, browser.isKnown, comesFromHere(request) else { return false }
        return constantTimeEqual(Array(token.utf8), Array(self.token(for: purpose, browser).utf8))
    }

    /// Old browsers say nothing, and are judged by the token alone. Fetch §3.2, Fetch Metadata §2.3.
    private func comesFromHere(_ request: Request) -> Bool {
        let site = HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] }
        guard site == nil || site == "same-origin" || site == "none" else { return false }
        guard let stated = request.headers[.origin] else { return true }
        // A browser that hides the origin of its own page still says that it is the same one.
        return stated == origin || (stated == "null" && site == "same-origin")
    }
}
