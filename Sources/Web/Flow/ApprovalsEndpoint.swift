package import HTTP
internal import HTTPTypes
internal import OAuth
internal import Primitives

/// The page at which a person answers requests of clients that are elsewhere. OpenID CIBA Core 1.0 §8.
package struct ApprovalsEndpoint: Endpoint {
    package let route = Route(.get, .post, path: "/account/approvals")

    private let answers: PolledAnswer
    private let session: BrowserSession
    private let renderer: PageRenderer
    private let presentation: PagePresentation
    private let antiForgery: AntiForgery

    package init(
        answers: PolledAnswer, session: BrowserSession, renderer: PageRenderer, presentation: PagePresentation, antiForgery: AntiForgery
    ) {
        self.answers = answers
        self.session = session
        self.renderer = renderer
        self.presentation = presentation
        self.antiForgery = antiForgery
    }

    package func respond(to request: Request) async -> Response {
        do {
            guard let person = try await session.authentication(of: request) else {
                return .seeOther(SignInDestination.approvals.signInPath)
            }
            return request.method == .post ? try await take(request, by: person) : try await page(request, of: person)
        } catch let rejection as Rejection {
            return await presentation.errorPage(rejection, for: request)
        } catch {
            return await presentation.errorPage(.storageUnavailable, for: request)
        }
    }

    private func take(_ request: Request, by person: Authentication) async throws -> Response {
        let parameters = try Parameters(body: request)
        guard let id = parameters["id"], id.utf8.count <= 64,
            let asked = try await answers.asked(try await answers.polled.find(ID(id)), kind: .backchannel),
            asked.request.account == person.account
        else { throw Rejection.pendingAuthorizationAnswered }
        guard antiForgery.isGenuine(parameters["csrf"], for: asked.purpose(route.path, person), of: request),
            let decision = parameters["decision"]
        else {
            return renderer.response(ErrorPage(.foreignForm, requestID: request.peer.requestID), for: Visit(request, repeatable: false))
        }
        if decision == "allow", asked.isBeyond(person) { return .seeOther(SignInDestination.approvals.stepUpPath) }
        try await answers.take(decision == "allow" ? .allowed : .denied, to: asked, by: person, of: request)
        return .seeOther(route.path)
    }

    private func page(_ request: Request, of person: Authentication) async throws -> Response {
        let visit = Visit(request)
        let browser = antiForgery.binding(of: request)
        var rows: [ApprovalsPage.Request] = []
        for waiting in try await answers.polled.waiting(for: person.account, at: answers.world.now()) {
            guard let asked = try await answers.asked(waiting, kind: .backchannel) else { continue }
            let inEnglish = visit.language == .english
            rows.append(
                ApprovalsPage.Request(
                    id: waiting.id.value, portal: asked.client.displayName(inEnglish: inEnglish),
                    agency: asked.agency?.displayName(inEnglish: inEnglish), message: waiting.note.message, network: waiting.note.network,
                    claims: asked.claims, antiForgery: antiForgery.token(for: asked.purpose(route.path, person), browser)))
        }
        var response = renderer.response(ApprovalsPage(requests: rows, action: route.path), for: visit)
        antiForgery.bind(&response, to: browser)
        return response
    }
}
