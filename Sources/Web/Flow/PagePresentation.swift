package import HTTP
internal import HTTPTypes
package import OAuth
internal import Primitives

/// Draws the pages that the protocol asks for.
package struct PagePresentation: Presentation {
    private let renderer: PageRenderer
    private let antiForgery: AntiForgery
    private let signOutPath: String

    package init(renderer: PageRenderer, antiForgery: AntiForgery, signOutPath: String = "/end-session") {
        self.renderer = renderer
        self.antiForgery = antiForgery
        self.signOutPath = signOutPath
    }

    package func errorPage(_ rejection: Rejection, for request: Request) async -> Response {
        let page = ErrorPage(
            ErrorPage.Reason(rejection), requestID: request.peer.requestID, code: rejection.code.rawValue, detail: rejection.mend,
            retryAfter: rejection == .storageUnavailable ? 5 : nil)
        return renderer.response(page, for: Visit(request, repeatable: request.method == .get))
    }

    package func formPost(to redirect: TrustedRedirect, fields: [(String, String)], for request: Request) -> Response {
        let page = FormPostPage(action: redirect.uri, fields: fields.map { (name: $0.0, value: $0.1) })
        return renderer.response(page, for: Visit(request, repeatable: false))
    }

    package func interaction(_ id: String, browser: BrowserBinding, locales: String?, for request: Request) -> Response {
        var response = Response.seeOther(InteractionEndpoint.path(id))
        antiForgery.bind(&response, to: browser)
        // The portal's wish enters here; from then on the cookie carries it, and the switch on the page outranks it.
        if let cookie = Visit(request, uiLocales: locales).cookie(secure: renderer.isSecure) { response.set(cookie) }
        return response
    }

    package func signOutQuestion(
        _ fields: [(String, String)], client: ClientRegistration?, portals: [ClientRegistration], for request: Request
    ) async -> Response {
        let visit = Visit(request, uiLocales: fields.first { $0.0 == "ui_locales" }?.1, repeatable: request.method == .get)
        let browser = antiForgery.binding(of: request)
        let page = SignOutPage(
            portal: client?.displayName(inEnglish: visit.language == .english),
            portals: portals.map { $0.displayName(inEnglish: visit.language == .english) }, action: signOutPath,
            antiForgery: antiForgery.token(for: signOutPath, browser), fields: fields.map { (name: $0.0, value: $0.1) },
            formTargets: client?.formTargets ?? [])
        var response = renderer.response(page, for: visit)
        antiForgery.bind(&response, to: browser)
        return response
    }

    package func signedOut(_ outcome: SignOutOutcome, for request: Request) async -> Response {
        let visit = Visit(request, repeatable: false)
        let inEnglish = visit.language == .english
        let portals = outcome.portals.map { client, answer in
            SignedOutPage.Portal(name: client.displayName(inEnglish: inEnglish), answer: SignedOutPage.Answer(answer))
        }
        let back = outcome.destination.map { portal, address in
            SignedOutPage.Destination(portal: portal.displayName(inEnglish: inEnglish), address: address)
        }
        let page = SignedOutPage(outcome.hadSession ? .signedOut(portals) : .wasSignedOut, back: back, frames: outcome.frames)
        return renderer.response(page, for: visit)
    }

    package func staysSignedIn(for request: Request) async -> Response {
        renderer.response(SignedOutPage(.staysSignedIn), for: Visit(request, repeatable: false))
    }

    package func isGenuine(_ parameters: Parameters, of request: Request) -> Bool {
        antiForgery.isGenuine(parameters["csrf"], for: signOutPath, of: request)
    }
}

extension SignedOutPage.Answer {
    init(_ answer: SignOutOutcome.Answer) {
        self =
            switch answer {
            case .confirmed: .confirmed
            case .unconfirmed: .unconfirmed
            case .asked: .asked
            }
    }
}

extension ErrorPage.Reason {
    /// What a person is told of a rejection that could not be told to the portal.
    init(_ rejection: Rejection) {
        self =
            switch rejection {
            case .clientIDMissing, .clientUnknown: .unknownPortal
            case .postLogoutRedirectURIUnknown, .redirectURIMissing, .redirectURIUnknown: .untrustedRedirect
            case .pendingAuthorizationAnswered, .pendingAuthorizationUnknown, .requestURIExpired, .requestURIUnknown: .expired
            case .pendingAuthorizationForeign: .cookiesBlocked
            case .storageUnavailable: .busy
            case .unexpected: .internal
            default: .invalidRequest
            }
    }
}

extension ClientRegistration {
    /// Where the forms of this client's pages may lead: browsers hold the redirects after a post to the same list, and a portal may
    /// well send people on to another of its registered addresses.
    package var formTargets: [String] {
        var targets: [String] = []
        for target in (redirectURIs + postLogoutRedirectURIs).compactMap(SecurityHeaders.formTarget(of:)) where !targets.contains(target) {
            targets.append(target)
        }
        return targets
    }
}
