internal import Audit
package import HTTP
internal import HTTPTypes
package import Primitives

/// OpenID Connect RP-Initiated Logout 1.0.
package struct EndSessionEndpoint: Endpoint {
    package let route = Route(.get, .post, path: "/end-session")

    private let provider: ProviderContext
    private let clients: any ClientStore
    private let logouts: any LogoutStore
    private let signedIn: any SignedInSource
    private let presentation: any Presentation
    private let delivery: LogoutDelivery

    package init(
        provider: ProviderContext, clients: any ClientStore, logouts: any LogoutStore, signedIn: any SignedInSource,
        presentation: any Presentation, delivery: LogoutDelivery
    ) {
        self.provider = provider
        self.clients = clients
        self.logouts = logouts
        self.signedIn = signedIn
        self.presentation = presentation
        self.delivery = delivery
    }

    package func metadata(issuer: String) -> JSON.Object {
        [
            "end_session_endpoint": .string(issuer + route.path), "backchannel_logout_supported": true,
            "backchannel_logout_session_supported": true, "frontchannel_logout_supported": true,
            "frontchannel_logout_session_supported": true,
        ]
    }

    package func respond(to request: Request) async -> Response {
        do throws(Rejection) {
            let parameters = try Parameters(browser: request)
            try parameters.checkUnique()
            return try await respond(try await EndSessionRequest(parameters, clients: clients, hints: provider.idTokenHint), request)
        } catch {
            return await presentation.errorPage(error, for: request)
        }
    }

    private func respond(_ logout: EndSessionRequest, _ request: Request) async throws(Rejection) -> Response {
        let current = try await found({ try await signedIn.authentication(of: request) })
        if logout.parameters["decision"] != nil, request.method == .post { return try await decide(logout, current, request) }
        if let hint = logout.hint, let session = try await session(hintedBy: hint, current: current) {
            return try await end(session, by: .client(hint.client), current, logout, request)
        }
        if isBlind(request) { return askAgain(logout) }
        // Nobody is signed in: nothing to ask, nothing to end.
        guard let current else { return try await finish(nil, current, logout, request) }
        return try await ask(logout, current, request)
    }

    private func ask(_ logout: EndSessionRequest, _ current: Authentication?, _ request: Request) async throws(Rejection) -> Response {
        let portals = try await participants(of: current?.session).map(\.client)
        return await presentation.signOutQuestion(logout.fields, client: logout.client, portals: portals, for: request)
    }

    /// A form that another site posts comes without cookies: it cannot tell who is signed in, and must not be able to sign anybody out.
    private func isBlind(_ request: Request) -> Bool { request.method == .post && !signedIn.isCarried(by: request) }

    /// The same request as a GET, with which the browser sends its cookies.
    private func askAgain(_ logout: EndSessionRequest) -> Response {
        .seeOther(provider.url(route.path) + (logout.fields.isEmpty ? "" : "?" + Form(logout.fields).encoded))
    }

    /// A person's answer to the question. Without the anti-forgery value it is asked again.
    private func decide(_ logout: EndSessionRequest, _ current: Authentication?, _ request: Request) async throws(Rejection) -> Response {
        guard presentation.isGenuine(logout.parameters, of: request) else {
            guard !isBlind(request) else { return askAgain(logout) }
            return try await ask(logout, current, request)
        }
        guard logout.parameters["decision"] == "allow" else {
            return await presentation.staysSignedIn(for: request)
        }
        guard let current else { return try await finish(nil, current, logout, request) }
        return try await end(current.session, by: .person(current.account), current, logout, request)
    }

    /// The session that a valid hint names: then nothing needs to be asked. A POST from another site carries no cookie, so the
    /// hint alone must be enough; it proves that whoever asks was given this session's ID token.
    private func session(hintedBy hint: IDTokenHint.Content, current: Authentication?) async throws(Rejection) -> ID<Session>? {
        if let current, hint.sid == provider.subjects.sid(of: current.session, for: hint.client) { return current.session }
        guard current == nil, let sid = hint.sid else { return nil }
        return try await found({ try await logouts.session(of: hint.client, sid: sid) })
    }

    /// - Parameter actor: the person who answered, or the client whose hint is proven; a `client_id` alone proves nothing.
    private func end(
        _ session: ID<Session>, by actor: AuditEvent.Actor, _ current: Authentication?, _ logout: EndSessionRequest, _ request: Request
    ) async throws(Rejection) -> Response {
        let event = AuditEvent(
            .sessionEnded, at: provider.world.now(), by: actor, client: logout.client?.id, address: request.peer.address,
            port: request.peer.port, requestID: request.peer.requestID, details: ["session": .string(session.value), "reason": "logout"])
        _ = try await found({ try await logouts.end(session, at: provider.world.now(), audit: event) })
        await delivery.deliverNow(session)
        return try await finish(session, current, logout, request)
    }

    private func finish(
        _ session: ID<Session>?, _ current: Authentication?, _ logout: EndSessionRequest, _ request: Request
    ) async throws(Rejection) -> Response {
        let destination = logout.client.flatMap { client in logout.destination.map { (portal: client, address: $0) } }
        let frames = try await participants(of: session).compactMap { frame($0.client, $0.participant) }
        var response: Response
        if let destination, frames.isEmpty {
            response = .seeOther(destination.address)
        } else {
            let outcome = SignOutOutcome(
                hadSession: session != nil, portals: try await told(session), frames: frames, destination: destination)
            response = await presentation.signedOut(outcome, for: request)
        }
        // Only the cookie of the session that ended, or of one that had ended before: a hint is no right to anybody else's.
        if signedIn.isCarried(by: request), current == nil || current?.session == session { signedIn.forget(on: &response) }
        return response
    }

    /// The portals of a session, in the order of their first sign-in; those that are not registered any more are left out.
    private func participants(
        of session: ID<Session>?
    ) async throws(Rejection) -> [(client: ClientRegistration, participant: SessionParticipant)] {
        guard let session else { return [] }
        var found: [(client: ClientRegistration, participant: SessionParticipant)] = []
        for participant in try await OAuth.found({ try await logouts.participants(of: session) }) {
            guard let client = try await OAuth.found({ try await clients.find(participant.client) }) else { continue }
            found.append((client, participant))
        }
        return found
    }

    /// The portal's address with the issuer and the portal's own name for the session, by which it knows that it is the provider who
    /// asks, and which of its sessions is meant: always sent, required or not. Front-Channel Logout 1.0 §2, §3.
    private func frame(_ client: ClientRegistration, _ participant: SessionParticipant) -> String? {
        guard let uri = client.frontchannelLogoutURI else { return nil }
        let query = Form([("iss", provider.issuer), ("sid", participant.sid)]).encoded
        return uri + (uri.contains("?") ? "&" : "?") + query
    }

    /// What is known by now of each portal.
    private func told(_ session: ID<Session>?) async throws(Rejection) -> [(client: ClientRegistration, answer: SignOutOutcome.Answer)] {
        guard let session else { return [] }
        let notices = try await found({ try await logouts.notices(of: session) })
        let confirmed = Set(notices.filter { $0.state == .confirmed }.map(\.participant.client))
        return try await participants(of: session).map { client, _ in
            let isAsked = client.frontchannelLogoutURI != nil && client.backchannelLogoutURI == nil
            return (client, confirmed.contains(client.id) ? .confirmed : isAsked ? .asked : .unconfirmed)
        }
    }
}

/// Tries to tell the portals of a session at once, for as long as a person is willing to wait; what does not succeed is
/// retried later from the queue.
package struct LogoutDelivery: Sendable {
    package let deliverNow: @Sendable (ID<Session>) async -> Void

    package init(deliverNow: @escaping @Sendable (ID<Session>) async -> Void) { self.deliverNow = deliverNow }
}

/// A logout request whose hint, client and redirect are proven. RP-Initiated Logout 1.0 §2, §3.
struct EndSessionRequest: Sendable {
    let parameters: Parameters
    let hint: IDTokenHint.Content?
    let client: ClientRegistration?
    let redirect: TrustedRedirect?
    let state: String?

    init(_ parameters: Parameters, clients: any ClientStore, hints: IDTokenHint) async throws(Rejection) {
        self.parameters = parameters
        let named: ID<Client>? = if let text = parameters["client_id"] { try ID(named: text) } else { nil }
        hint = if let text = parameters["id_token_hint"] { try hints.verify(text, client: named) } else { nil }
        if let id = hint?.client ?? named {
            guard let found = try await found({ try await clients.find(id) }) else { throw .clientUnknown }
            client = found
        } else {
            client = nil
        }
        // Without a client nothing vouches for the address: the person is asked, and stays here. §3
        redirect =
            if let client, let uri = parameters["post_logout_redirect_uri"] {
                try TrustedRedirect(postLogout: uri, registered: client.postLogoutRedirectURIs)
            } else { nil }
        state = parameters["state"]
    }

    /// Where the person goes on afterwards.
    var destination: String? { redirect.map { $0.appending(state.map { [("state", $0)] } ?? []) } }

    /// What the confirmation page posts back. The hint is not among them: the person's own answer replaces it.
    var fields: [(String, String)] {
        var fields: [(String, String)] = []
        if let client { fields.append(("client_id", client.id.value)) }
        if let redirect { fields.append(("post_logout_redirect_uri", redirect.uri)) }
        if let state { fields.append(("state", state)) }
        if let locales = parameters["ui_locales"] { fields.append(("ui_locales", locales)) }
        return fields
    }
}
