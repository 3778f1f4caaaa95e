package import Accounts
internal import Audit
internal import HTTP
package import OAuth
package import Primitives

/// What people were told or agreed to, as the protocol asks for it.
package struct ConsentLedger: ConsentSource {
    /// Changes when the words of the consent page change their meaning: consent to other words is not consent to these.
    package static let textVersion = "2026-11"

    private let consents: any ConsentStore
    private let world: World

    package init(consents: any ConsentStore, world: World) {
        self.consents = consents
        self.world = world
    }

    package func isSettled(account: ID<Account>, client: ClientRegistration, scopes: [String], claims: [String]) async throws -> Bool {
        guard client.consent != .none else { return true }
        let recorded = try await consents.find(account: account, client: client.id)
        return question(client, Release(scopes: scopes, claims: claims), recorded, isDemanded: false) == .nothing
    }

    /// Which page to show, once it is known that one is needed.
    func mode(for client: ClientRegistration) -> ConsentPage.Mode { client.consent == .explicit ? .explicit : .notice }

    private func question(_ client: ClientRegistration, _ release: Release, _ recorded: ConsentRecord?, isDemanded: Bool) -> ConsentQuestion
    {
        return ConsentQuestion(
            policy: policy(client), release: release, recorded: recorded, textVersion: Self.textVersion, isDemanded: isDemanded)
    }

    private func policy(_ client: ClientRegistration) -> ConsentPolicy {
        switch client.consent {
        case .none: .none
        case .notice: .notice
        case .explicit: .explicit
        }
    }

    /// That the person did not agree, for whoever ends the request to write down.
    func denial(of authorization: AuthorizationRequest, by authentication: Authentication, in request: Request) -> AuditEvent {
        AuditEvent(
            .consentDenied, at: world.now(), by: .person(authentication.account), account: authentication.account,
            client: authorization.client.id, address: request.peer.address, port: request.peer.port, requestID: request.peer.requestID,
            details: details(
                of: authorization.details,
                [
                    "scope": JSON(authorization.scopes), "claims": JSON(authorization.requestedClaims), "channel": "web",
                    "text": .string(Self.textVersion),
                ]))
    }

    private func details(of asked: [AuthorizationDetail], _ details: JSON.Object) -> JSON.Object {
        guard !asked.isEmpty else { return details }
        var details = details
        details["authorization_details"] = .array(asked.map(\.json))
        return details
    }

    /// Writes down that the person went on. False when the account is not active any more.
    func record(_ authorization: AuthorizationRequest, by authentication: Authentication, of request: Request) async throws -> Bool {
        try await record(
            Release(scopes: authorization.scopes, claims: authorization.requestedClaims), authorization.details, to: authorization.client,
            by: authentication, of: request)
    }

    /// The same for a release that no authorization request asks for.
    func record(
        _ asked: Release, _ matters: [AuthorizationDetail] = [], to client: ClientRegistration, by authentication: Authentication,
        of request: Request
    ) async throws -> Bool {
        let basis: ConsentRecord.Basis = client.consent == .explicit ? .explicit : .notice
        let now = world.now()
        // A client that asks now for one thing and now for another shows each page once.
        let earlier = try await consents.find(account: authentication.account, client: client.id)
        let release = earlier?.joined(to: asked, under: policy(client), textVersion: Self.textVersion) ?? asked
        let record = ConsentRecord(
            id: Base64URL.encode(world.random(16)), account: authentication.account, client: client.id, scopes: release.scopes,
            claims: release.claims, basis: basis, textVersion: Self.textVersion, time: now)
        let event = AuditEvent(
            .consentGranted, at: now, by: .person(authentication.account), account: authentication.account, client: client.id,
            address: request.peer.address, port: request.peer.port, requestID: request.peer.requestID,
            details: details(
                of: matters,
                [
                    "basis": .string(basis.rawValue), "scope": JSON(record.scopes), "claims": JSON(record.claims), "channel": "web",
                    "text": .string(Self.textVersion),
                ]))
        return try await consents.insert(record, audit: event)
    }
}
