package import Accounts
internal import Audit
package import HTTP
internal import HTTPTypes
package import OAuth
package import Primitives
internal import TokenCrypto

/// Continues an authorization request that waits for its person: shows the step that is missing, and takes its form.
///
/// Which step that is, is decided anew each time from stored state: a form that comes late, twice or from another tab cannot
/// skip one.
package struct InteractionEndpoint: Endpoint {
    package let route = Route(.get, .post, path: "/interaction/{id}")
    static func path(_ id: String) -> String { "/interaction/" + id }

    private let flow: AuthorizationFlow
    private let pendings: any PendingAuthorizationStore
    private let accounts: any AccountStore
    private let session: BrowserSession
    private let consents: ConsentLedger
    private let form: PasswordForm
    private let stepUp: StepUpForm
    private let renderer: PageRenderer
    private let presentation: PagePresentation
    private let antiForgery: AntiForgery
    private let world: World

    package init(
        flow: AuthorizationFlow, pendings: any PendingAuthorizationStore, accounts: any AccountStore, session: BrowserSession,
        consents: ConsentLedger, form: PasswordForm, stepUp: StepUpForm, renderer: PageRenderer, presentation: PagePresentation,
        antiForgery: AntiForgery, world: World
    ) {
        self.flow = flow
        self.pendings = pendings
        self.accounts = accounts
        self.session = session
        self.consents = consents
        self.form = form
        self.stepUp = stepUp
        self.renderer = renderer
        self.presentation = presentation
        self.antiForgery = antiForgery
        self.world = world
    }

    package func respond(to request: Request) async -> Response {
        do {
            let pending = try await pending(of: request)
            return request.method == .post ? try await take(pending, request) : try await show(pending, request)
        } catch let rejection as Rejection {
            return await presentation.errorPage(rejection, for: request)
        } catch {
            return await presentation.errorPage(.storageUnavailable, for: request)
        }
    }

    /// The pending request, if this is the browser that began it.
    private func pending(of request: Request) async throws -> PendingAuthorization {
        guard let id = request.pathParameters["id"], id.utf8.count <= 64,
            let pending = try await pendings.find(Digest.sha256(Array(id.utf8))), world.now() < pending.expires
        else { throw Rejection.pendingAuthorizationUnknown }
        let browser = antiForgery.binding(of: request)
        guard browser.isKnown, constantTimeEqual(Digest.sha256(Array(browser.value.utf8)), pending.browserHash) else {
            throw Rejection.pendingAuthorizationForeign
        }
        return pending
    }

    private func show(_ pending: PendingAuthorization, _ request: Request, problems: [SignInProblem] = [], typed: String? = nil)
        async throws -> Response
    {
        let parameters = Parameters(json: pending.parameters)
        switch await flow.advance(parameters, of: request, progress: .init(pending)) {
        case .answer(let response): return response
        case .signIn(let authorization): return try await signInPage(authorization, request, problems: problems, typed: typed)
        case .stepUp(let authorization, let authentication): return try await stepUpPage(authorization, authentication, request)
        case .consent(let authorization, let authentication): return try await consentPage(authorization, authentication, request)
        }
    }

    private func take(_ pending: PendingAuthorization, _ request: Request) async throws -> Response {
        let parameters = try Parameters(body: request)
        switch (parameters["decision"], origin(of: parameters, request)) {
        case (nil, .signIn): return try await signIn(pending, parameters, request)
        case (nil, .stepUp): return try await raise(pending, parameters, request)
        case ("deny", .signIn), ("deny", .stepUp): return try await cancel(pending, request)
        case ("allow", nil), ("deny", nil): return try await decide(pending, parameters, request)
        default: return foreignForm(request)
        }
    }

    /// The pages of this request whose forms prove nothing but where they come from.
    private enum FormOrigin { case signIn, stepUp }

    private func origin(of parameters: Parameters, _ request: Request) -> FormOrigin? {
        if antiForgery.isGenuine(parameters["csrf"], for: request.path, of: request) { return .signIn }
        if antiForgery.isGenuine(parameters["csrf"], for: Self.stepUpPurpose(request.path), of: request) { return .stepUp }
        return nil
    }

    static func stepUpPurpose(_ path: String) -> String { path + "\0step-up" }

    private func signIn(_ pending: PendingAuthorization, _ parameters: Parameters, _ request: Request) async throws -> Response {
        switch try await form.submit(parameters, of: request) {
        case .signedIn(let signedIn):
            try await pendings.recordAuthentication(signedIn.session.id, for: pending.hash)
            var response = Response.seeOther(request.path)
            session.remember(signedIn, on: &response)
            return response
        case .problems(let problems):
            let authorization = Parameters(json: pending.parameters)
            let addressed = try await flow.addressed(authorization)
            return try await signInPage(addressed, authorization, request, problems: problems, typed: parameters["identifier"])
        }
    }

    /// Takes the answer to a challenge, if one is asked now: an answer never stands for the sign-in that a request wants first.
    private func raise(_ pending: PendingAuthorization, _ parameters: Parameters, _ request: Request) async throws -> Response {
        switch await flow.advance(Parameters(json: pending.parameters), of: request, progress: .init(pending)) {
        case .answer(let response): return response
        case .signIn, .consent: return .seeOther(request.path)
        case .stepUp(let authorization, let authentication):
            let (account, challenge) = try await challenged(authentication)
            switch try await stepUp.submit(parameters, to: challenge, of: request) {
            case .raised(let signedIn):
                var response = Response.seeOther(request.path)
                session.remember(signedIn, on: &response)
                return response
            case .problem(let problem): return stepUpPage(authorization, account, challenge, request, problem: problem)
            case .nothingToProve: return .seeOther(request.path)
            }
        }
    }

    /// Takes the answer to the consent page, if it is the page that this very person would be shown now.
    private func decide(_ pending: PendingAuthorization, _ parameters: Parameters, _ request: Request) async throws -> Response {
        let asked = try await flow.asked(Parameters(json: pending.parameters), of: request, progress: .init(pending))
        guard let (authorization, authentication) = asked,
            antiForgery.isGenuine(
                parameters["csrf"], for: Self.consentPurpose(request.path, authorization, authentication), of: request)
        else { return foreignForm(request) }
        if parameters["decision"] == "deny" {
            let event = consents.denial(of: authorization, by: authentication, in: request)
            return try await end(pending, .consentDenied, event, request)
        }
        if try await consents.record(authorization, by: authentication, of: request) {
            try await pendings.recordConsent(in: authentication.session, for: pending.hash)
        }
        return .seeOther(request.path)
    }

    /// What a consent form proves: who was shown which release. Neither another person at the same browser nor the form of a
    /// smaller release can answer for it. ASVS 5.0 10.7, RFC 6819 §4.4.1.10.
    static func consentPurpose(_ path: String, _ authorization: AuthorizationRequest, _ authentication: Authentication) -> String {
        let release = JSON.array([
            JSON(authorization.scopes), JSON(authorization.requestedClaims), .array(authorization.details.map(\.json)),
        ])
        return "\(path)\0\(authentication.session)\0" + Base64URL.encode(Digest.sha256(Array(release.text.utf8)))
    }

    /// The person turned back at the sign-in.
    private func cancel(_ pending: PendingAuthorization, _ request: Request) async throws -> Response {
        let person = try await session.authentication(of: request)?.account
        let client = pending.parameters["client_id"]?.string.map { ID<Client>($0) }
        let event = AuditEvent(
            .authorizationRefused, at: world.now(), by: person.map { .person($0) } ?? .provider, account: person, client: client,
            address: request.peer.address, port: request.peer.port, requestID: request.peer.requestID, details: ["reason": "cancelled"])
        return try await end(pending, .signInCancelled, event, request)
    }

    private func end(_ pending: PendingAuthorization, _ rejection: Rejection, _ event: AuditEvent, _ request: Request) async throws
        -> Response
    {
        guard try await pendings.remove(pending.hash, audit: event) == .changed else { throw Rejection.pendingAuthorizationAnswered }
        return await flow.cancel(Parameters(json: pending.parameters), rejection, of: request)
    }

    private func foreignForm(_ request: Request) -> Response {
        renderer.response(ErrorPage(.foreignForm, requestID: request.peer.requestID), for: Visit(request, repeatable: false))
    }

    private func signInPage(
        _ authorization: AuthorizationRequest, _ request: Request, problems: [SignInProblem], typed: String?
    ) async throws -> Response {
        try await signInPage(authorization.addressed, authorization.parameters, request, problems: problems, typed: typed)
    }

    private func signInPage(
        _ addressed: AddressedRequest, _ parameters: Parameters, _ request: Request, problems: [SignInProblem], typed: String?
    ) async throws -> Response {
        let visit = Visit(request)
        let page = SignInPage(
            portal: addressed.client.displayName(inEnglish: visit.language == .english), action: request.path,
            antiForgery: token(request), identifier: String((typed ?? parameters["login_hint"] ?? "").prefix(PasswordForm.identifierLimit)),
            problems: problems, known: try await knownName(request), canCancel: true, formTargets: addressed.client.formTargets)
        return renderer.response(page, for: visit)
    }

    /// The masked name of whoever is signed in already and must prove it again.
    private func knownName(_ request: Request) async throws -> String? {
        guard let authentication = try await session.authentication(of: request),
            let account = try await accounts.find(authentication.account)
        else { return nil }
        return Masked.name(account.name.text)
    }

    private func stepUpPage(_ authorization: AuthorizationRequest, _ authentication: Authentication, _ request: Request) async throws
        -> Response
    {
        let (account, challenge) = try await challenged(authentication)
        return stepUpPage(authorization, account, challenge, request, problem: nil)
    }

    private func stepUpPage(
        _ authorization: AuthorizationRequest, _ account: AccountRecord, _ challenge: Challenge, _ request: Request, problem: SignInProblem?
    ) -> Response {
        let visit = Visit(request)
        let page = StepUpPage(
            portal: authorization.client.displayName(inEnglish: visit.language == .english), challenge: challenge, action: request.path,
            antiForgery: antiForgery.token(for: Self.stepUpPurpose(request.path), antiForgery.binding(of: request)), problem: problem,
            known: Masked.name(account.name.text), formTargets: authorization.client.formTargets)
        return renderer.response(page, for: visit)
    }

    /// Who is asked, and for what.
    private func challenged(_ authentication: Authentication) async throws -> (AccountRecord, Challenge) {
        guard let account = try await accounts.find(authentication.account),
            let challenge = stepUp.challenge(for: account, having: authentication.methods)
        else { throw Rejection.accountUnavailable }
        return (account, challenge)
    }

    private func consentPage(_ authorization: AuthorizationRequest, _ authentication: Authentication, _ request: Request) async throws
        -> Response
    {
        guard let account = try await accounts.find(authentication.account) else { throw Rejection.accountUnavailable }
        let visit = Visit(request)
        let page = ConsentPage(
            portal: authorization.client.displayName(inEnglish: visit.language == .english), mode: consents.mode(for: authorization.client),
            items: ReleasedClaims.items(authorization.requestedClaims, of: account, in: renderer.words(visit.language)),
            permissions: authorization.details.map(ConsentPage.Permission.init), action: request.path,
            antiForgery: antiForgery.token(
                for: Self.consentPurpose(request.path, authorization, authentication), antiForgery.binding(of: request)),
            staysConnected: authorization.scopes.contains(Scope.offlineAccess.rawValue),
            formTargets: authorization.client.formTargets,
            policy: authorization.client.address("policy_uri", inEnglish: visit.language == .english),
            terms: authorization.client.address("tos_uri", inEnglish: visit.language == .english))
        return renderer.response(page, for: visit)
    }

    private func token(_ request: Request) -> String { antiForgery.token(for: request.path, antiForgery.binding(of: request)) }
}
