package import Accounts
package import HTTP
internal import HTTPTypes
internal import OAuth
package import Primitives

/// Reads who is signed in from a browser's cookie, and writes the cookies of a sign-in.
package struct BrowserSession: SignedInSource {
    private let lookup: SessionLookup
    private let cookies: BrowserCookies
    private let settings: SessionSettings

    package init(lookup: SessionLookup, cookies: BrowserCookies, settings: SessionSettings) {
        self.lookup = lookup
        self.cookies = cookies
        self.settings = settings
    }

    package func authentication(of request: Request) async throws -> Authentication? {
        try await lookup.session(cookie: request.cookie(cookies.session))?.authentication
    }

    package func isCarried(by request: Request) -> Bool { request.cookie(cookies.session) != nil }

    package func remember(_ signedIn: SignedIn, on response: inout Response) {
        response.set(cookies.cookie(cookies.session, signedIn.sessionSecret.cookieValue))
        response.set(cookies.cookie(cookies.device, signedIn.deviceSecret.cookieValue, maxAge: Int(settings.deviceLifetime)))
    }

    package func forget(on response: inout Response) {
        response.set(cookies.cookie(cookies.session, "", maxAge: 0))
    }

    /// What the browser sent with a sign-in form.
    func attempt(identifier: String, password: String, of request: Request) -> SignInAttempt {
        SignInAttempt(
            identifier: identifier, password: Secret(password), deviceCookie: request.cookie(cookies.device),
            sessionCookie: request.cookie(cookies.session), origin: origin(of: request), requestID: request.peer.requestID)
    }

    /// What the browser sent with the form that asks for more.
    func stepUpAttempt(answer: String, of request: Request) -> StepUpAttempt {
        StepUpAttempt(
            answer: answer, deviceCookie: request.cookie(cookies.device), sessionCookie: request.cookie(cookies.session),
            origin: origin(of: request), requestID: request.peer.requestID)
    }

    private func origin(of request: Request) -> SessionRecord.Origin {
        SessionRecord.Origin(
            userAgent: UserAgentLabel.make(request.headers[.userAgent]), address: request.peer.address, port: request.peer.port)
    }
}
