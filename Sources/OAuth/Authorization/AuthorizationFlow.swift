internal import Audit
package import HTTP
internal import HTTPTypes
package import Primitives
internal import TokenCrypto

/// Decides what an authorization request still needs, from stored state alone: so tabs, reloads and the back button are safe.
///
/// Interactive steps never lead to one another: each returns here.
package struct AuthorizationFlow: Sendable {
    /// What comes next.
    package enum Step: Sendable {
        case answer(Response)
        case signIn(AuthorizationRequest)
        /// The person is signed in, and has to prove more.
        case stepUp(AuthorizationRequest, Authentication)
        case consent(AuthorizationRequest, Authentication)
    }

    /// What this very request has obtained from its person so far.
    package struct Progress: Sendable {
        /// Where the request is kept and from where its answer takes it away; nil for one that no person was needed for yet.
        package var kept: KeptRequest?
        package var authenticatedSession: ID<Session>?
        package var consentedSession: ID<Session>?

        package init(_ pending: PendingAuthorization) {
            kept = .pending(pending.hash)
            authenticatedSession = pending.authenticatedSession
            consentedSession = pending.consentedSession
        }

        /// Nothing yet.
        package init(_ received: ReceivedRequest) { kept = received.pushed.map { .pushed($0) } }

        var isPending: Bool { if case .pending = kept { true } else { false } }
    }

    let provider: ProviderContext
    let clients: any ClientStore
    let codes: any AuthorizationCodeStore
    let pushes: any PushedAuthorizationStore
    let signedIn: any SignedInSource
    let consents: any ConsentSource
    let presentation: any Presentation
    let levels: any LevelSource

    package init(
        provider: ProviderContext, clients: any ClientStore, codes: any AuthorizationCodeStore,
        pushes: any PushedAuthorizationStore, signedIn: any SignedInSource, consents: any ConsentSource, presentation: any Presentation,
        levels: any LevelSource
    ) {
        self.provider = provider
        self.clients = clients
        self.codes = codes
        self.pushes = pushes
        self.signedIn = signedIn
        self.consents = consents
        self.presentation = presentation
        self.levels = levels
    }

    private var responses: AuthorizationResponse { AuthorizationResponse(provider: provider, presentation: presentation) }

    /// Finds what a request asks for.
    package func receive(_ parameters: Parameters) async throws(Rejection) -> ReceivedRequest {
        let now = provider.world.now()
        return try await ReceivedRequest(
            parameters, clients: clients, pushes: pushes, objects: provider.requestObject(at: now), now: now)
    }

    /// Tells that a request could not be received: to the portal, if what surrounds the request is enough to trust a redirect.
    package func refuse(_ parameters: Parameters, _ rejection: Rejection, of http: Request) async -> Response {
        guard let addressed = try? await AddressedRequest(parameters, clients: clients) else {
            return await presentation.errorPage(rejection, for: http)
        }
        return await responses.refuse(addressed, rejection, for: http)
    }

    /// Takes a request as far as it goes without a person. Never fails: what is wrong becomes a page or a redirect.
    package func advance(_ parameters: Parameters, of http: Request, progress: Progress) async -> Step {
        let addressed: AddressedRequest
        do { addressed = try await AddressedRequest(parameters, clients: clients) } catch {
            return .answer(await presentation.errorPage(error, for: http))
        }
        do {
            let request = try AuthorizationRequest(addressed, hints: provider.idTokenHint)
            return try await step(request, of: http, progress: progress)
        } catch let rejection as Rejection {
            return .answer(await refuse(addressed, rejection, for: http, progress: progress))
        } catch {
            return .answer(await responses.refuse(addressed, .storageUnavailable, for: http))
        }
    }

    /// Who would answer a request now, and what they would answer; nil while somebody must sign in first. Nothing is answered by asking.
    package func asked(_ parameters: Parameters, of http: Request, progress: Progress) async throws
        -> (request: AuthorizationRequest, person: Authentication)?
    {
        let request = try AuthorizationRequest(try await addressed(parameters), hints: provider.idTokenHint)
        guard case .sufficient(let person) = try await standing(for: request, of: http, progress: progress) else { return nil }
        return (request, person)
    }

    /// The client and redirect of a request, for a page that names the portal.
    /// - Throws: what must be shown as a page.
    package func addressed(_ parameters: Parameters) async throws(Rejection) -> AddressedRequest {
        try await AddressedRequest(parameters, clients: clients)
    }

    /// Ends a request because its person said no.
    package func cancel(_ parameters: Parameters, _ rejection: Rejection, of http: Request) async -> Response {
        do { return await responses.refuse(try await AddressedRequest(parameters, clients: clients), rejection, for: http) } catch {
            return await presentation.errorPage(error, for: http)
        }
    }

    /// How the person at the browser stands to a request.
    private enum Standing {
        case absent
        /// They proved who they are, but not as surely as they should.
        case insufficient(Authentication)
        case sufficient(Authentication)
    }

    private func step(_ request: AuthorizationRequest, of http: Request, progress: Progress) async throws -> Step {
        guard !request.client.hasLapsed(at: provider.world.now()) else { throw Rejection.legacyProfileEnded }
        if let minimum = request.minimumLevel, minimum > levels.highest { throw Rejection.authenticationLevelUnreachable }
        let authentication: Authentication
        switch try await standing(for: request, of: http, progress: progress) {
        case .sufficient(let person): authentication = person
        case .insufficient(let person):
            guard !request.prompts.contains(.none) else { throw Rejection.loginRequired }
            return .stepUp(request, person)
        case .absent:
            // A form posted from a portal carries no cookies: only the browser's next step can tell who is signed in.
            let isBlind = http.method == .post && !progress.isPending
            guard !request.prompts.contains(.none) || isBlind else { throw Rejection.loginRequired }
            return .signIn(request)
        }
        guard try await isConsented(request, by: authentication, progress: progress) else {
            guard !request.prompts.contains(.none) else { throw Rejection.consentRequired }
            return .consent(request, authentication)
        }
        return .answer(try await issueCode(for: request, authentication, of: http, progress: progress))
    }

    private func standing(for request: AuthorizationRequest, of http: Request, progress: Progress) async throws -> Standing {
        guard let authentication = try await signedIn.authentication(of: http),
            try isAcceptable(authentication, for: request, progress: progress)
        else { return .absent }
        guard let needed = try await levelNeeded(for: request, by: authentication), authentication.level < needed else {
            return .sufficient(authentication)
        }
        return .insufficient(authentication)
    }

    /// The level that this person has to reach: the demanded one, and of a wish as much as they can. RFC 9470 §5, OpenID Connect
    /// Core 1.0 §5.5.1.1.
    /// - Throws: when the demand is beyond what this account can prove: no page could help.
    private func levelNeeded(for request: AuthorizationRequest, by authentication: Authentication) async throws -> AssuranceLevel? {
        // Without a person to ask, a wish is met by what is there.
        let wished = request.prompts.contains(.none) ? nil : request.wishedLevel
        guard let most = [request.minimumLevel, wished].compactMap({ $0 }).max(), authentication.level < most else { return nil }
        let reachable = try await levels.reachable(by: authentication.account)
        if let minimum = request.minimumLevel, minimum > max(reachable, authentication.level) {
            throw Rejection.authenticationLevelUnreachable
        }
        return min(most, reachable)
    }

    /// Whether the session is of the person and of the age that this request wants, or somebody must sign in (again).
    /// - Throws: when signing in again, just done for this request, did not help.
    private func isAcceptable(_ authentication: Authentication, for request: AuthorizationRequest, progress: Progress) throws(Rejection)
        -> Bool
    {
        let isFresh = progress.authenticatedSession == authentication.session
        let subject = provider.subjects.subject(of: authentication.account, for: request.client)
        if !request.subjects.isEmpty, !request.subjects.contains(subject) {
            guard !isFresh else { throw .authenticationNotAsHinted }
            return false
        }
        if isFresh { return true }
        if !request.prompts.isDisjoint(with: [.login, .selectAccount]) { return false }
        guard let maximumAge = request.maximumAge else { return true }
        // At most `max_age` seconds: with 0, no sign-in that was not made for this request will do.
        return maximumAge > 0 && provider.world.now().seconds(since: authentication.time) <= maximumAge
    }

    private func isConsented(_ request: AuthorizationRequest, by authentication: Authentication, progress: Progress) async throws -> Bool {
        // The browser may have changed hands since the page was answered: one person's yes is not the next one's.
        if progress.consentedSession == authentication.session { return true }
        if request.prompts.contains(.consent) { return false }
        // Each names one matter: having agreed to another is not having agreed to this one.
        if !request.details.isEmpty, request.client.consent != .none { return false }
        return try await consents.isSettled(
            account: authentication.account, client: request.client, scopes: request.scopes, claims: request.requestedClaims)
    }

    private func issueCode(
        for request: AuthorizationRequest, _ authentication: Authentication, of http: Request, progress: Progress
    ) async throws -> Response {
        let now = provider.world.now()
        let code = provider.newToken()
        let stored = AuthorizationCode(
            hash: StoredKey.of(code), authorization: authorization(for: request, authentication),
            redirectURI: request.addressed.redirect.uri, challenge: request.challenge, nonce: request.nonce,
            proofKey: request.proofKey, created: now, expires: now + provider.lifetimes.code)
        let audit = AuditEvent(
            .authorizationCodeIssued, at: now, by: .person(authentication.account), account: authentication.account,
            client: request.client.id, address: http.peer.address, port: http.peer.port, requestID: http.peer.requestID,
            details: Self.auditDetails(of: request, authentication))
        guard try await codes.insert(stored, answering: progress.kept, audit: audit) == .changed else {
            return await presentation.errorPage(.pendingAuthorizationAnswered, for: http)
        }
        return await responses.respond(to: request.addressed, [("code", code)], for: http)
    }

    private static func auditDetails(of request: AuthorizationRequest, _ authentication: Authentication) -> JSON.Object {
        var details: JSON.Object = ["scope": JSON(request.scopes), "acr": .string(authentication.level.rawValue)]
        if !request.details.isEmpty { details["authorization_details"] = .array(request.details.map(\.json)) }
        return details
    }

    private func authorization(for request: AuthorizationRequest, _ authentication: Authentication) -> Authorization {
        var authorization = provider.authorization(by: authentication, for: request.client, scopes: request.scopes)
        authorization.claims = request.claims
        authorization.resources = request.resources
        authorization.authorizationDetails = request.details
        return authorization
    }

    /// An error is an answer too: a request that was pushed is spent by it.
    private func refuse(_ addressed: AddressedRequest, _ rejection: Rejection, for http: Request, progress: Progress) async -> Response {
        if case .pushed(let hash) = progress.kept {
            do {
                guard try await pushes.spend(hash, at: provider.world.now()) == .changed else {
                    return await presentation.errorPage(.requestURIUnknown, for: http)
                }
            } catch { return await presentation.errorPage(.storageUnavailable, for: http) }
        }
        return await responses.refuse(addressed, rejection, for: http)
    }
}

extension AuthorizationRequest {
    /// Every claim that this request would release, by scope or by name.
    package var requestedClaims: [String] {
        var names: [String] = []
        for name in client.claims(for: scopes) + claims.userInfoClaims + claims.idTokenClaims + claims.verifiedClaims
        where !names.contains(name) {
            names.append(name)
        }
        return names
    }
}
