internal import Audit
package import HTTP
package import Primitives

/// RFC 6749 §6, with rotation and replay detection of RFC 9700 §4.14.2.
package struct RefreshTokenGrant: Grant {
    package static let type = "refresh_token"
    package static let needsCredentials = false
    package static let documentation = GrantDocumentation(
        title: "Refresh token", standard: "RFC 6749 §6, RFC 9700 §4.14.2",
        purpose: """
            A client goes on for a person who has gone. Every exchange gives a new refresh token; the old one, should it come again, ends the whole \
            family, except for ten seconds in which the same client gets the same answer again. Refresh tokens end with the session unless \
            `offline_access` was granted. Clients of the profile `fapi2` keep the same one.
            """,
        parameters: [
            .required("refresh_token", "the last one that was given"),
            .optional("scope", "some of what was granted, for this access token"), .resource, .authorizationDetails,
        ])

    private let provider: ProviderContext
    private let tokens: any TokenStore
    private let refreshTokens: any RefreshTokenStore
    private let issuer: TokenIssuer

    package init(_ context: GrantContext) {
        provider = context.provider
        tokens = context.tokens
        refreshTokens = context.refreshTokens
        issuer = TokenIssuer(provider: context.provider)
    }

    package func authorize(_ parameters: Parameters, for client: AuthenticatedClient, of request: Request) async throws(Rejection)
        -> JSON.Object
    {
        let (client, confirmation) = (client.registration, client.confirmation)
        guard let text = parameters["refresh_token"] else { throw .refreshTokenMissing }
        let state = try await state(of: text, for: client)
        // A client without credentials is known by its key alone. RFC 9449 §5.
        if let bound = state.token.confirmation, bound != confirmation { throw .refreshTokenKeyMismatch }
        guard client.isSatisfied(by: state.authorization) else { throw .grantLevelInsufficient }
        let scopes = try scopes(parameters, granted: state.authorization.scopes, to: client)
        let narrowed = try state.authorization.narrowed(by: parameters, for: client, issuer: provider.issuer)
        // An ID token from a refresh has no nonce. OpenID Connect Core 1.0 §12.2.
        let issued = try await issuer.issue(
            narrowed, for: client, scopes: scopes, nonce: nil, idTokenClaims: [:],
            refreshToken: rotates(client) ? RefreshToken.successor(of: text, key: provider.refreshKey) : text,
            confirmation: confirmation)
        switch try await found({ try await rotate(state, issued, scopes: scopes, client: client, request: request) }) {
        case .rotated, .repeated: return issued.response
        case .replayed: throw .refreshTokenReplayed
        case .ended: throw .refreshTokenUnknown
        }
    }

    private func state(of text: String, for client: ClientRegistration) async throws(Rejection) -> TokenState {
        let now = provider.world.now()
        guard let state = try await found({ try await tokens.find(StoredKey.of(text), at: now) }), state.token.kind == .refresh
        else {
            throw .refreshTokenUnknown
        }
        guard state.authorization.client == client.id else { throw .refreshTokenClientMismatch }
        // One that was exchanged before goes on to the store, which tells a lost answer from a replay.
        guard state.isLive(at: now), state.sessionActive || client.scopes.contains("offline_access") else { throw .refreshTokenUnknown }
        return state
    }

    /// What is asked for of what was granted, as far as the client is still registered for it.
    private func scopes(_ parameters: Parameters, granted: [String], to client: ClientRegistration) throws(Rejection) -> [String] {
        let asked = parameters["scope"] == nil ? granted : parameters.list("scope")
        guard asked.allSatisfy(Scope.isWellFormed) else { throw .scopeMalformed }
        guard asked.allSatisfy(granted.contains) else { throw .scopeWidened }
        let present = client.present(asked)
        // Details alone are an authorization too.
        guard !present.isEmpty || granted.isEmpty else { throw .scopeEmpty }
        return present
    }

    /// A token that only its client can use gains nothing by rotation, and answers get lost. FAPI 2.0 §5.3.2.1.
    private func rotates(_ client: ClientRegistration) -> Bool { client.profile != .fapi2 }

    private func rotate(
        _ state: TokenState, _ issued: TokenIssuer.Issued, scopes: [String], client: ClientRegistration, request: Request
    ) async throws -> Rotation {
        guard let access = issued.records.first(where: { $0.kind == .access }),
            let successor = issued.records.first(where: { $0.kind == .refresh })
        else { throw Rejection.unexpected }
        let authorization = state.authorization
        let event = AuditEvent(
            .accessTokenRefreshed, at: provider.world.now(), by: .client(client.id), account: authorization.account, client: client.id,
            address: request.peer.address, port: request.peer.port, requestID: request.peer.requestID,
            details: ["authorization": .string(authorization.id.value), "scope": JSON(scopes)])
        guard rotates(client) else {
            return try await refreshTokens.renew(successor, at: provider.world.now(), access: access, audit: event)
        }
        var replay = event
        replay.action = .refreshTokenReplayed
        return try await refreshTokens.rotate(
            state.token.hash, at: provider.world.now(), grace: provider.lifetimes.refreshGrace, to: successor, access: access, audit: event,
            replayAudit: replay)
    }
}
