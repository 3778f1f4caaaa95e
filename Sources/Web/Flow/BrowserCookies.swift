internal import HTTP

/// The provider's cookies: `CookieNaming` says how their names keep neighbours away.
package struct BrowserCookies: Sendable {
    package let session: String
    package let device: String
    /// Ties forms and pending requests to the browser that they were shown to.
    package let browser: String
    private let secure: Bool

    package init(issuer: String) {
        let naming = CookieNaming(issuer: issuer)
        secure = naming.secure
        session = naming.name("session")
        device = naming.name("device")
        browser = naming.name("browser")
    }

    /// - Parameter maxAge: seconds; nil ends with the browser.
    func cookie(_ name: String, _ value: String, maxAge: Int? = nil) -> Cookie {
        Cookie(name: name, value: value, maxAge: maxAge, sameSite: .lax, secure: secure)
    }
}
