package import Accounts
package import HTTP
internal import HTTPTypes
internal import OAuth
internal import Primitives

/// Proving more at the provider itself: for a device or for a request from elsewhere that asks for a higher level than the session has.
package struct StepUpEndpoint: Endpoint {
    package let route = Route(.get, .post, path: SignInDestination.stepUpRoute)

    private let form: StepUpForm
    private let accounts: any AccountStore
    private let session: BrowserSession
    private let renderer: PageRenderer
    private let presentation: PagePresentation
    private let antiForgery: AntiForgery

    package init(
        form: StepUpForm, accounts: any AccountStore, session: BrowserSession, renderer: PageRenderer, presentation: PagePresentation,
        antiForgery: AntiForgery
    ) {
        self.form = form
        self.accounts = accounts
        self.session = session
        self.renderer = renderer
        self.presentation = presentation
        self.antiForgery = antiForgery
    }

    package func respond(to request: Request) async -> Response {
        do {
            let destination = SignInDestination(of: request)
            guard let person = try await session.authentication(of: request) else { return .seeOther(destination.signInPath) }
            return try await respond(to: request, by: person, on: destination)
        } catch let rejection as Rejection {
            return await presentation.errorPage(rejection, for: request)
        } catch {
            return await presentation.errorPage(.storageUnavailable, for: request)
        }
    }

    private func respond(
        to request: Request, by person: Authentication, on destination: SignInDestination
    ) async throws -> Response {
        guard let account = try await accounts.find(person.account) else { throw Rejection.accountUnavailable }
        guard let challenge = form.challenge(for: account, having: person.methods) else { throw Rejection.authenticationLevelUnreachable }
        let asking = Asking(account: account, challenge: challenge, destination: destination)
        return request.method == .post ? try await take(request, asking) : page(request, asking)
    }

    /// Who is asked for what, and where they go from here.
    private struct Asking {
        let account: AccountRecord
        let challenge: Challenge
        let destination: SignInDestination
    }

    private func take(_ request: Request, _ asking: Asking) async throws -> Response {
        // The query says where this leads, and nothing else may stand in it.
        var posted = request
        posted.query = nil
        let parameters = try Parameters(body: posted)
        guard antiForgery.isGenuine(parameters["csrf"], for: route.path, of: request) else {
            return renderer.response(ErrorPage(.foreignForm, requestID: request.peer.requestID), for: Visit(request, repeatable: false))
        }
        guard parameters["decision"] == nil else { return .seeOther(asking.destination.path) }
        switch try await form.submit(parameters, to: asking.challenge, of: request) {
        case .problem(let problem): return page(request, asking, problem)
        case .nothingToProve: return .seeOther(asking.destination.path)
        case .raised(let signedIn):
            var response = Response.seeOther(asking.destination.path)
            session.remember(signedIn, on: &response)
            return response
        }
    }

    private func page(_ request: Request, _ asking: Asking, _ problem: SignInProblem? = nil) -> Response {
        let browser = antiForgery.binding(of: request)
        let page = StepUpPage(
            challenge: asking.challenge, action: asking.destination.stepUpPath, antiForgery: antiForgery.token(for: route.path, browser),
            problem: problem, known: Masked.name(asking.account.name.text))
        var response = renderer.response(page, for: Visit(request))
        antiForgery.bind(&response, to: browser)
        return response
    }
}
