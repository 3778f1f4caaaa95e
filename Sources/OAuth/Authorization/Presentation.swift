package import HTTP

/// The pages that the protocol needs but does not draw.
package protocol Presentation: Sendable {
    /// An error for the person, where no redirect can be trusted.
    func errorPage(_ rejection: Rejection, for request: Request) async -> Response
    /// A page whose form posts the authorization response. OAuth 2.0 Form Post Response Mode 1.0.
    func formPost(to redirect: TrustedRedirect, fields: [(String, String)], for request: Request) -> Response
    /// Sends the browser to the page that continues a pending request; `id` is its opaque name.
    /// - Parameter locales: the request's `ui_locales`. OpenID Connect Core 1.0 §3.1.2.1.
    func interaction(_ id: String, browser: BrowserBinding, locales: String?, for request: Request) -> Response
    /// Asks whether to sign out. The answer is posted back to the same endpoint with these fields and `decision`.
    /// - Parameter portals: at which the session is used.
    func signOutQuestion(
        _ fields: [(String, String)], client: ClientRegistration?, portals: [ClientRegistration], for request: Request
    ) async -> Response
    /// Names the portals that were told, and those that did not confirm; loads what must be loaded, and leads on.
    func signedOut(_ outcome: SignOutOutcome, for request: Request) async -> Response
    /// Confirms that nothing happened.
    func staysSignedIn(for request: Request) async -> Response
    /// Whether a posted form carries the anti-forgery value of this browser.
    func isGenuine(_ parameters: Parameters, of request: Request) -> Bool
}

/// The random value that ties a pending request to the browser that began it, kept in a cookie.
package struct BrowserBinding: Sendable, Equatable {
    package let value: String
    /// The browser sent it; otherwise the answer must set it.
    package let isKnown: Bool

    package init(value: String, isKnown: Bool) {
        self.value = value
        self.isKnown = isKnown
    }
}
