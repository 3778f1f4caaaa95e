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
    private let claims: any ClaimsSource
    private let access: ResourceAccess
    private let issuer: TokenIssuer

    package init(
        provider: ProviderContext, tokens: any TokenStore, clients: any ClientStore, claims: any ClaimsSource,
        possession: ProofOfPossession
    ) {
        self.provider = provider
        self.claims = claims
        access = ResourceAccess(provider: provider, tokens: tokens, clients: clients, possession: possession, path: Self.path)
        issuer = TokenIssuer(provider: provider)
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
        access.metadata(
            issuer: issuer, name: "UserInfo", scopes: Scope.allCases.filter { !$0.claims.isEmpty }, bearerMethods: ["header", "body"])
    }

    package func respond(to request: Request) async -> Response {
        await access.respond(to: request, demanding: .openid) { granted throws(Rejection) in
            let claims = try await release(granted.authorization, scopes: granted.scopes, to: granted.client, request)
            return try await answer(claims, to: granted.client)
        }
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
}
