internal import Audit
package import HTTP
package import Primitives
internal import TokenCrypto

/// RFC 8693. What comes out is never more than what went in: its scopes, its life, and its end are those of the subject token.
package struct TokenExchangeGrant: Grant {
    package static let type = "urn:ietf:params:oauth:grant-type:token-exchange"
    static let accessTokenType = "urn:ietf:params:oauth:token-type:access_token"
    package static let documentation = GrantDocumentation(
        title: "Token exchange", standard: "RFC 8693",
        purpose: """
            A service that was called with a person's token calls the next one. The subject token is one that was given to the client, or is meant for it \
            (`aud`). What the client may do stands in its registration as `token_exchange`, without which it may do nothing: `modes` (`impersonation`, \
            `delegation`) and `audiences`, the `client_id`s that new tokens may be for. With delegation the token's `act` names the actor: the \
            actor token's subject or, without one, the client itself; earlier actors nest within, four at most. The token's `sub` is the person's \
            name at the audience. It has no more scopes than the subject token, none of `openid` and `offline_access` for another audience, lives no \
            longer, and dies with it.
            """,
        parameters: [
            .required("subject_token", "an access token of this provider"), .required("subject_token_type", "`\(accessTokenType)`"),
            .optional("actor_token", "an access token that was given to the client"),
            .optional("actor_token_type", "required with `actor_token`; `\(accessTokenType)`"),
            .optional("requested_token_type", "`\(accessTokenType)`"),
            .optional("audience", "the `client_id` of the service; required unless the subject token was given to the client itself"),
            .optional("scope", "some of the subject token's"),
        ])
    /// Longer chains of actors are a mistake, or hide something.
    static let deepestDelegation = 4

    private let provider: ProviderContext
    private let authorizations: any AuthorizationStore
    private let clients: any ClientStore
    private let tokens: any TokenStore
    private let issuer: TokenIssuer

    package init(_ context: GrantContext) {
        provider = context.provider
        authorizations = context.authorizations
        clients = context.clients
        tokens = context.tokens
        issuer = TokenIssuer(provider: context.provider)
    }

    package func authorize(_ parameters: Parameters, for client: AuthenticatedClient, of request: Request) async throws(Rejection)
        -> JSON.Object
    {
        let (client, confirmation) = (client.registration, client.confirmation)
        guard let policy = client.tokenExchange else { throw .exchangeNotAllowed }
        try checkTypes(parameters)
        let subject = try await subject(parameters, for: client)
        let actor = try await actor(parameters, for: client, policy)
        let audience = try await audience(parameters, of: subject, for: client, policy)
        var authorization = Authorization(
            id: provider.newAuthorization(), client: client.id, grantor: subject.state.authorization.grantor,
            subject: name(of: subject.state.authorization, at: audience ?? client),
            scopes: try scopes(parameters, of: subject, for: client, audience), isOffline: subject.state.authorization.isOffline)
        authorization.resources = audience.map { [$0.id.value] } ?? []
        authorization.actor = try chain(actor, before: subject, for: audience ?? client)
        authorization.end = subject.state.token.expires
        guard client.isSatisfied(by: authorization), (audience ?? client).isSatisfied(by: authorization) else {
            throw .grantLevelInsufficient
        }
        return try await issue(authorization, from: subject, actor, to: client, confirmation, request)
    }

    private func issue(
        _ authorization: Authorization, from subject: Presented, _ actor: Actor, to client: ClientRegistration,
        _ confirmation: Confirmation?,
        _ request: Request
    ) async throws(Rejection) -> JSON.Object {
        let issued = try await issuer.issue(
            authorization, for: client, scopes: authorization.scopes, nonce: nil, idTokenClaims: [:], refreshToken: nil,
            confirmation: confirmation)
        var more: JSON.Object = [
            "subjectAuthorization": .string(subject.state.authorization.id.value), "audience": JSON(authorization.resources),
        ]
        if let actor = authorization.actor { more.append("act", .object(actor)) }
        let now = provider.world.now()
        let issuance = Issuance(
            authorization: authorization, tokens: issued.records,
            audit: AuditEvent(issuing: authorization, by: Self.type, at: now, to: client.id, of: request, more: more))
        let sources = [subject.state.token.hash] + (actor.token.map { [$0.state.token.hash] } ?? [])
        guard try await found({ try await authorizations.insert(issuance, derivedFrom: sources) }) == .inserted else {
            throw .subjectTokenInvalid
        }
        var response = issued.response
        response["id_token"] = nil
        response["issued_token_type"] = .string(Self.accessTokenType)
        return response
    }

    private func checkTypes(_ parameters: Parameters) throws(Rejection) {
        guard parameters["subject_token"] != nil, parameters["subject_token_type"] != nil else { throw .subjectTokenMissing }
        for name in ["subject_token_type", "actor_token_type", "requested_token_type"] {
            guard parameters[name] == nil || parameters[name] == Self.accessTokenType else { throw .tokenTypeUnsupported }
        }
        // Either alone is an error. §2.1
        guard (parameters["actor_token"] == nil) == (parameters["actor_token_type"] == nil) else { throw .actorTokenInvalid }
        // Services are named by their client; nothing else is registered here.
        guard parameters.all("resource").isEmpty else { throw .exchangeTargetNotAllowed }
    }

    // MARK: Who is spoken of

    /// A token that is live, with what it says of itself.
    private struct Presented {
        let state: TokenState
        let claims: JSON.Object

        func isFor(_ client: ClientRegistration) -> Bool {
            let audience = claims["aud"]?.strings ?? [claims["aud"]?.string].compactMap { $0 }
            return audience.contains { ID<Client>($0) == client.id }
        }
    }

    private func presented(_ text: String) async throws(Rejection) -> Presented? {
        let now = provider.world.now()
        guard let state = try await found({ try await tokens.find(StoredKey.of(text), at: now) }), state.token.kind == .access,
            state.isLive(at: now)
        else { return nil }
        return Presented(state: state, claims: IssuedClaims(of: state.token, text: text).claims)
    }

    private func subject(_ parameters: Parameters, for client: ClientRegistration) async throws(Rejection) -> Presented {
        guard let text = parameters["subject_token"], let token = try await presented(text),
            token.state.authorization.client == client.id || token.isFor(client)
        else { throw .subjectTokenInvalid }
        return token
    }

    private enum Actor {
        case nobody
        case client(ClientRegistration)
        case holder(Presented)

        var token: Presented? { if case .holder(let token) = self { token } else { nil } }
    }

    private func actor(
        _ parameters: Parameters, for client: ClientRegistration, _ policy: TokenExchangePolicy
    ) async throws(Rejection) -> Actor {
        guard let text = parameters["actor_token"] else { return policy.modes.contains(.impersonation) ? .nobody : .client(client) }
        guard policy.modes.contains(.delegation) else { throw .exchangeNotAllowed }
        guard let token = try await presented(text), token.state.authorization.client == client.id else { throw .actorTokenInvalid }
        return .holder(token)
    }

    /// What an authorization's person, or client, is called at an audience: nobody learns another sector's names.
    private func name(of authorization: Authorization, at audience: ClientRegistration) -> String {
        guard let account = authorization.account else { return authorization.subject }
        return provider.subjects.subject(of: account, for: audience)
    }

    /// The actors, the newest outermost. RFC 8693 §4.1.
    private func chain(_ actor: Actor, before subject: Presented, for audience: ClientRegistration) throws(Rejection) -> JSON.Object? {
        let earlier = subject.state.authorization.actor
        let newest: String
        switch actor {
        case .nobody: return earlier
        case .client(let client): newest = client.id.value
        case .holder(let token): newest = name(of: token.state.authorization, at: audience)
        }
        var chain: JSON.Object = ["sub": .string(newest)]
        if let earlier { chain.append("act", .object(earlier)) }
        guard Self.depth(of: chain) <= Self.deepestDelegation else { throw .delegationTooDeep }
        return chain
    }

    private static func depth(of chain: JSON.Object) -> Int { 1 + (chain["act"]?.object.map(depth) ?? 0) }

    // MARK: What it is for

    /// Nil: this provider itself, as for any token of the client.
    private func audience(
        _ parameters: Parameters, of subject: Presented, for client: ClientRegistration, _ policy: TokenExchangePolicy
    ) async throws(Rejection) -> ClientRegistration? {
        let names = parameters.all("audience")
        guard let name = names.first else {
            guard subject.state.authorization.client == client.id, subject.state.authorization.resources.isEmpty else {
                throw .exchangeTargetNotAllowed
            }
            return nil
        }
        // A person has another name at each audience, and a token one subject.
        guard names.count == 1, policy.audiences.contains(where: { ID<Client>($0) == ID<Client>(name) }),
            let audience = try await found({ try await clients.find(ID(name)) })
        else { throw .exchangeTargetNotAllowed }
        return audience
    }

    private func scopes(
        _ parameters: Parameters, of subject: Presented, for client: ClientRegistration, _ audience: ClientRegistration?
    ) throws(Rejection) -> [String] {
        let held = (subject.claims["scope"]?.string ?? "").split(separator: " ").map(String.init)
        // UserInfo and the person's absence stay with the client that the person knows.
        let granted = client.present(held).filter { audience == nil || !["openid", "offline_access"].contains($0) }
        guard parameters["scope"] != nil else { return granted }
        let asked = parameters.list("scope")
        guard asked.allSatisfy(Scope.isWellFormed) else { throw .scopeMalformed }
        guard asked.allSatisfy(granted.contains) else { throw .scopeWidened }
        return asked
    }
}
