internal import Audit
package import HTTP
internal import HTTPTypes
package import Primitives
internal import TokenCrypto

/// OpenID Connect Core 1.0 §5.3, RFC 6750.
package struct UserInfoEndpoint: Endpoint {
    static let path = "/userinfo"
    package let route = Route(.get, .post, path: path)
    package let allowsCrossOrigin = true

    private let provider: ProviderContext
    private let tokens: any TokenStore
    private let clients: any ClientStore
    private let claims: any ClaimsSource
    private let possession: ProofOfPossession
    private let issuer: TokenIssuer
    private let resource: ProtectedResource

    package init(
        provider: ProviderContext, tokens: any TokenStore, clients: any ClientStore, claims: any ClaimsSource,
        possession: ProofOfPossession
    ) {
        self.provider = provider
        self.tokens = tokens
        self.clients = clients
        self.claims = claims
        self.possession = possession
        issuer = TokenIssuer(provider: provider)
        resource = ProtectedResource(issuer: provider.issuer, path: route.path)
    }

    package func metadata(issuer: String) -> JSON.Object {
        let members: JSON.Object = [
            "userinfo_endpoint": .string(issuer + route.path),
            "userinfo_signing_alg_values_supported": JSON(TokenIssuer.algorithms.map(\.rawValue)),
            "claims_supported": JSON(Scope.supportedClaims + ["iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid"]),
            "scopes_supported": JSON(Scope.allCases.map(\.rawValue)),
            "claim_types_supported": ["normal"],
        ]
        return members.adding(ResponseEncryption.metadata(for: "userinfo")).adding(VerifiedClaims.metadata)
    }

    package func resourceMetadata(issuer: String) -> JSON.Object? {
        [
            "resource": .string(issuer + route.path), "authorization_servers": [.string(issuer)],
            "jwks_uri": .string(issuer + JWKSetEndpoint.path),
            "scopes_supported": JSON(Scope.allCases.filter { !$0.claims.isEmpty }.map(\.rawValue)),
            "bearer_methods_supported": ["header", "body"],
            "resource_signing_alg_values_supported": JSON(TokenIssuer.algorithms.map(\.rawValue)),
            "dpop_signing_alg_values_supported": JSON(DPoP.algorithms.map(\.rawValue)), "resource_name": "UserInfo",
        ]
    }

    package func respond(to request: Request) async -> Response {
        possession.withNonce(for: request, await answer(to: request))
    }

    private func answer(to request: Request) async -> Response {
        do throws(Rejection) {
            let token = try PresentedToken(request)
            let (authorization, granted) = try await authorization(of: token, in: request)
            guard let client = try await found({ try await clients.find(authorization.client) }) else { throw .accessTokenInvalid }
            guard !client.hasLapsed(at: provider.world.now()) else { throw .accessTokenInvalid }
            let scopes = client.present(granted)
            guard scopes.contains("openid") else { throw .scopeInsufficient }
            guard client.isSatisfied(by: authorization) else {
                return challenge(.authenticationInsufficient, for: request, demanding: client.minimumLevel)
            }
            return try await answer(try await release(authorization, scopes: scopes, to: client, request), to: client)
        } catch {
            return challenge(error, for: request)
        }
    }

    private func authorization(
        of token: PresentedToken, in request: Request
    ) async throws(Rejection) -> (Authorization, scopes: [String]) {
        let now = provider.world.now()
        guard let state = try await found({ try await tokens.find(StoredKey.of(token.text), at: now) }),
            state.token.kind == .access,
            state.isLive(at: now)
        else { throw .accessTokenInvalid }
        let claims = IssuedClaims(of: state.token, text: token.text)
        guard ResourceIndicator.own(of: provider.issuer).contains(where: claims.audience.contains) else { throw .accessTokenInvalid }
        try await possession.check(token, boundTo: state.token.confirmation, in: request, at: route.path)
        return (state.authorization, claims.scopes)
    }

    private func release(
        _ authorization: Authorization, scopes: [String], to client: ClientRegistration, _ request: Request
    ) async throws(Rejection) -> JSON.Object {
        guard let account = authorization.account else { throw .scopeInsufficient }
        let released = authorization.claims.limited(to: client.scopes).userInfoRelease(scopes: scopes)
        // What the Vietnamese names of a portal of before are made from.
        let sources = client.claims(for: scopes).filter { !released.needed.contains($0) }
        let subject: JSON.Object = ["sub": .string(authorization.subject)]
        let event = AuditEvent(
            .userInfoReleased, at: provider.world.now(), by: .client(client.id), account: account, client: client.id,
            address: request.peer.address, port: request.peer.port, requestID: request.peer.requestID,
            details: ["claims": JSON(released.audited + sources)])
        guard let values = try await found({ try await claims.release(released.needed + sources, of: account, audit: event) }) else {
            throw .accountUnavailable
        }
        let standard = subject.adding(released.claims(from: values))
        guard client.profile == .legacyPortal, let authentication = authorization.grantor.authentication else { return standard }
        return standard.adding(LegacyPortal.claims(of: authentication, from: values, issuer: provider.issuer))
    }

    private func answer(_ claims: JSON.Object, to client: ClientRegistration) async throws(Rejection) -> Response {
        guard let algorithm = client.userInfoAlgorithm else { return Response(json: claims) }
        let token = try await found { try await issuer.userInfo(claims, for: client, algorithm: algorithm) }
        return Response(
            status: .ok, headers: [.contentType: "application/jwt", .cacheControl: "no-store"], body: Array(token.utf8))
    }

    private func challenge(_ rejection: Rejection, for request: Request, demanding level: AssuranceLevel? = nil) -> Response {
        var response = Response(rejection, for: request)
        if response.status.code < 500 { Challenge(rejection, to: request, at: resource, demanding: level).apply(to: &response) }
        return response
    }
}
