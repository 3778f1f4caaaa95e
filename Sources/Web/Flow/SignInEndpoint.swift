internal import Accounts
package import HTTP
internal import HTTPTypes
internal import OAuth
internal import Primitives

/// Signing in at the provider itself, without a portal that asks.
package struct SignInEndpoint: Endpoint {
    package let route = Route(.get, .post, path: "/sign-in")

    private let form: PasswordForm
    private let session: BrowserSession
    private let renderer: PageRenderer
    private let presentation: PagePresentation
    private let antiForgery: AntiForgery

    package init(
        form: PasswordForm, session: BrowserSession, renderer: PageRenderer, presentation: PagePresentation, antiForgery: AntiForgery
    ) {
        self.form = form
        self.session = session
        self.renderer = renderer
        self.presentation = presentation
        self.antiForgery = antiForgery
    }

    package func respond(to request: Request) async -> Response {
        do {
            return request.method == .post ? try await take(request) : page(request)
        } catch let rejection as Rejection {
            return await presentation.errorPage(rejection, for: request)
        } catch {
            return await presentation.errorPage(.storageUnavailable, for: request)
        }
    }

    private func take(_ request: Request) async throws -> Response {
        // The query says where this leads, and nothing else of a sign-in may stand in it.
        var posted = request
        posted.query = nil
        let parameters = try Parameters(body: posted)
        guard antiForgery.isGenuine(parameters["csrf"], for: route.path, of: request) else {
            let isForeign = antiForgery.binding(of: request).isKnown
            return page(request, problems: [isForeign ? .expired : .cookiesBlocked])
        }
        switch try await form.submit(parameters, of: request) {
        case .problems(let problems): return page(request, problems: problems, typed: parameters["identifier"])
        case .signedIn(let signedIn):
            var response = Response.seeOther(SignInDestination(of: request).path)
            session.remember(signedIn, on: &response)
            return response
        }
    }

    private func page(_ request: Request, problems: [SignInProblem] = [], typed: String? = nil) -> Response {
        let browser = antiForgery.binding(of: request)
        let page = SignInPage(
            action: SignInDestination(of: request).signInPath, antiForgery: antiForgery.token(for: route.path, browser),
            identifier: String((typed ?? "").prefix(PasswordForm.identifierLimit)), problems: problems)
        var response = renderer.response(page, for: Visit(request))
        antiForgery.bind(&response, to: browser)
        return response
    }
}
