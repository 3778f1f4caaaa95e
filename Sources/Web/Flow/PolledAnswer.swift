internal import Accounts
internal import Audit
internal import HTTP
package import OAuth
package import Primitives

/// A person's answer to a request from elsewhere: the consent ledger, the answer itself, and what is shown of the request.
package struct PolledAnswer: Sendable {
    let polled: any PolledAuthorizationStore
    let clients: any ClientStore
    let agencies: any AgencyStore
    let consents: ConsentLedger
    let world: World

    package init(
        polled: any PolledAuthorizationStore, clients: any ClientStore, agencies: any AgencyStore, consents: ConsentLedger, world: World
    ) {
        self.polled = polled
        self.clients = clients
        self.agencies = agencies
        self.consents = consents
        self.world = world
    }

    /// A request that still waits, and who asks.
    struct Asked: Sendable {
        let request: PolledAuthorization
        let client: ClientRegistration
        let agency: AgencyRecord?

        var scopes: [String] { client.present(request.scopes) }
        var claims: [String] { Scope.claims(for: scopes) }

        /// Whether the client asks for more than this person has proven in their session.
        func isBeyond(_ person: Authentication) -> Bool {
            [request.note.minimumLevel, client.minimumLevel].compactMap { $0 }.max().map { person.level < $0 } ?? false
        }

        /// What a form proves that was shown to a person: which request, which release, in which session.
        func purpose(_ path: String, _ person: Authentication) -> String {
            "\(path)\0\(person.session)\0\(request.id)\0" + scopes.joined(separator: " ")
        }
    }

    func asked(_ request: PolledAuthorization?, kind: PolledAuthorization.Kind) async throws -> Asked? {
        guard let request, request.kind == kind, request.state == .waiting, world.now() < request.expires,
            let client = try await clients.find(request.client)
        else { return nil }
        let agency: AgencyRecord? = if let code = client.agency { try await agencies.find(code) } else { nil }
        return Asked(request: request, client: client, agency: agency)
    }

    /// - Throws: `Rejection.authenticationInsufficient` when the person is not signed in strongly enough, `.pendingAuthorizationAnswered` when it was answered or expired meanwhile.
    func take(_ outcome: PairingDonePage.Outcome, to asked: Asked, by person: Authentication, of http: Request) async throws {
        if outcome == .allowed {
            guard !asked.isBeyond(person) else { throw Rejection.authenticationInsufficient }
            if asked.client.consent != .none {
                let release = Release(scopes: asked.scopes, claims: asked.claims)
                guard try await consents.record(release, to: asked.client, by: person, of: http) else { throw Rejection.accountUnavailable }
            }
        }
        let event = AuditEvent(
            outcome == .allowed ? .authorizationAllowed : .authorizationRefused, at: world.now(), by: .person(person.account),
            account: person.account, client: asked.client.id, address: http.peer.address, port: http.peer.port,
            requestID: http.peer.requestID,
            details: [
                "request": .string(asked.request.id.value), "kind": .string(asked.request.kind.rawValue), "scope": JSON(asked.scopes),
            ])
        let state: PolledAuthorization.State = outcome == .allowed ? .allowed : .denied
        guard try await polled.answer(asked.request.id, state, by: person, at: world.now(), audit: event) == .changed else {
            throw Rejection.pendingAuthorizationAnswered
        }
    }
}
