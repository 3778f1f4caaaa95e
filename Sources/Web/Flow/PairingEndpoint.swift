package import Accounts
package import HTTP
internal import HTTPTypes
internal import OAuth
internal import Primitives

/// The page at which a person lets a device sign in: its code is typed or arrives in the address, and is never sent by itself.
/// RFC 8628 §3.3, §5.4.
package struct PairingEndpoint: Endpoint {
    package let route = Route(.get, .post, path: DeviceAuthorizationEndpoint.verificationPath)

    private let answers: PolledAnswer
    private let throttle: UserCodeThrottle
    private let accounts: any AccountStore
    private let session: BrowserSession
    private let renderer: PageRenderer
    private let presentation: PagePresentation
    private let antiForgery: AntiForgery
    private let userCodeKey: [UInt8]

    package init(
        answers: PolledAnswer, throttle: UserCodeThrottle, accounts: any AccountStore, session: BrowserSession, renderer: PageRenderer,
        presentation: PagePresentation, antiForgery: AntiForgery, userCodeKey: [UInt8]
    ) {
        self.answers = answers
        self.throttle = throttle
        self.accounts = accounts
        self.session = session
        self.renderer = renderer
        self.presentation = presentation
        self.antiForgery = antiForgery
        self.userCodeKey = userCodeKey
    }

    package func respond(to request: Request) async -> Response {
        do {
            let parameters = request.method == .post ? try Parameters(body: request) : try Parameters(browser: request)
            try parameters.checkUnique()
            let code = parameters["user_code"].flatMap { UserCode(typed: $0) }
            guard let person = try await session.authentication(of: request) else {
                return .seeOther(SignInDestination.pairing(code).signInPath)
            }
            guard request.method == .post else { return page(request, code?.text ?? "") }
            return try await take(code, parameters, by: person, request)
        } catch let rejection as Rejection {
            return await presentation.errorPage(rejection, for: request)
        } catch {
            return await presentation.errorPage(.storageUnavailable, for: request)
        }
    }

    private func take(_ code: UserCode?, _ parameters: Parameters, by person: Authentication, _ request: Request) async throws -> Response {
        if let decision = parameters["decision"] { return try await decide(decision, code, parameters, by: person, request) }
        guard antiForgery.isGenuine(parameters["csrf"], for: route.path, of: request) else { return foreignForm(request) }
        guard let code else { return page(request, String((parameters["user_code"] ?? "").prefix(32)), .wrongCode) }
        guard try await throttle.admits(person.account, from: request.peer.address) else { return page(request, code.text, .throttled) }
        guard let asked = try await asked(code) else { return page(request, code.text, .wrongCode) }
        try await throttle.giveBack(person.account, from: request.peer.address)
        guard !asked.isBeyond(person) else { return .seeOther(SignInDestination.pairing(code).stepUpPath) }
        return try await confirmation(of: asked, code, person, request)
    }

    /// The form alone shows that its code was found before: it cannot be had by guessing.
    private func decide(
        _ decision: String, _ code: UserCode?, _ parameters: Parameters, by person: Authentication, _ request: Request
    ) async throws -> Response {
        guard let code, let asked = try await asked(code) else { throw Rejection.pendingAuthorizationAnswered }
        guard antiForgery.isGenuine(parameters["csrf"], for: asked.purpose(route.path, person), of: request) else {
            return foreignForm(request)
        }
        let outcome: PairingDonePage.Outcome = decision == "allow" ? .allowed : .denied
        try await answers.take(outcome, to: asked, by: person, of: request)
        return renderer.response(PairingDonePage(outcome), for: Visit(request, repeatable: false))
    }

    private func asked(_ code: UserCode) async throws -> PolledAnswer.Asked? {
        try await answers.asked(try await answers.polled.find(userCode: code.digest(key: userCodeKey)), kind: .device)
    }

    private func page(_ request: Request, _ code: String, _ problem: PairingPage.Problem? = nil) -> Response {
        let browser = antiForgery.binding(of: request)
        let page = PairingPage(
            action: route.path, antiForgery: antiForgery.token(for: route.path, browser), code: code, problem: problem)
        var response = renderer.response(page, for: Visit(request, repeatable: request.method == .get))
        antiForgery.bind(&response, to: browser)
        return response
    }

    private func confirmation(
        of asked: PolledAnswer.Asked, _ code: UserCode, _ person: Authentication, _ request: Request
    ) async throws -> Response {
        guard let account = try await accounts.find(person.account) else { throw Rejection.accountUnavailable }
        let visit = Visit(request, repeatable: false)
        let inEnglish = visit.language == .english
        let page = PairingConfirmationPage(
            portal: asked.client.displayName(inEnglish: inEnglish), agency: asked.agency?.displayName(inEnglish: inEnglish),
            code: code.text,
            network: asked.request.note.network,
            items: ReleasedClaims.items(asked.claims, of: account, in: renderer.words(visit.language)),
            staysConnected: asked.scopes.contains(Scope.offlineAccess.rawValue), action: route.path,
            antiForgery: antiForgery.token(for: asked.purpose(route.path, person), antiForgery.binding(of: request)))
        return renderer.response(page, for: visit)
    }

    private func foreignForm(_ request: Request) -> Response {
        renderer.response(ErrorPage(.foreignForm, requestID: request.peer.requestID), for: Visit(request, repeatable: false))
    }
}

extension AgencyRecord {
    func displayName(inEnglish: Bool) -> String { inEnglish ? englishName ?? name : name }
}
