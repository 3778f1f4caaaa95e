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
    private let renderer: PageRenderer
    private let presentation: PagePresentation
    private let antiForgery: AntiForgery
    private let world: World

    package init(
        flow: AuthorizationFlow, pendings: any PendingAuthorizationStore, accounts: any AccountStore, session: BrowserSession,
        consents: ConsentLedger, form: PasswordForm, renderer: PageRenderer, presentation: PagePresentation, antiForgery: AntiForgery,
        world: World
    ) {
        self.flow = flow
        self.pendings = pendings
        self.accounts = accounts
        self.session = session
        self.consents = consents
        self.form = form
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
        case .consent(let authorization, let authentication): return try await consentPage(authorization, authentication, request)
        }
    }

    private func take(_ pending: PendingAuthorization, _ request: Request) async throws -> Response {
        let parameters = try Parameters(body: request)
        let isOfSignInPage = antiForgery.isGenuine(parameters["csrf"], for: request.path, of: request)
        switch (parameters["decision"], isOfSignInPage) {
        case (nil, true): return try await signIn(pending, parameters, request)
        case ("deny", true): return try await cancel(pending, request)
        case ("allow", false), ("deny", false): return try await decide(pending, parameters, request)
        default: return foreignForm(request)
        }
    }

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
        let release = JSON.array([JSON(authorization.scopes), JSON(authorization.requestedClaims)])
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

    private func consentPage(_ authorization: AuthorizationRequest, _ authentication: Authentication, _ request: Request) async throws
        -> Response
    {
        guard let account = try await accounts.find(authentication.account) else { throw Rejection.accountUnavailable }
        let visit = Visit(request)
        let page = ConsentPage(
            portal: authorization.client.displayName(inEnglish: visit.language == .english), mode: consents.mode(for: authorization.client),
            items: ReleasedClaims.items(authorization.requestedClaims, of: account, in: renderer.words(visit.language)),
            action: request.path,
            antiForgery: antiForgery.token(
                for: Self.consentPurpose(request.path, authorization, authentication), antiForgery.binding(of: request)),
            staysConnected: authorization.scopes.contains(Scope.offlineAccess.rawValue),
            formTargets: authorization.client.formTargets)
        return renderer.response(page, for: visit)
    }

    private func token(_ request: Request) -> String { antiForgery.token(for: request.path, antiForgery.binding(of: request)) }
}
