package import HTTP
internal import HTTPTypes
package import Primitives
internal import TokenCrypto

/// What each resource of the provider asks of an access token before it opens. RFC 6750 §2 and §3, RFC 9449 §7, RFC 9470 §3.
package struct ResourceAccess: Sendable {
    /// A token that opens the resource.
    package struct Granted: Sendable {
        package let authorization: Authorization
        package let client: ClientRegistration
        /// What the token may do, as far as the client still may.
        package let scopes: [String]
    }

    private let provider: ProviderContext
    private let tokens: any TokenStore
    private let clients: any ClientStore
    private let possession: ProofOfPossession
    private let path: String

    /// - Parameter path: of the resource.
    package init(
        provider: ProviderContext, tokens: any TokenStore, clients: any ClientStore, possession: ProofOfPossession, path: String
    ) {
        self.provider = provider
        self.tokens = tokens
        self.clients = clients
        self.possession = possession
        self.path = path
    }

    /// Answers a request whose token opens the resource, and challenges any other.
    /// - Parameter scope: that the token must have.
    package func respond(
        to request: Request, demanding scope: Scope, _ answer: (Granted) async throws(Rejection) -> Response
    ) async -> Response {
        var response: Response
        do throws(Rejection) {
            let granted = try await granted(for: request, demanding: scope)
            if granted.client.isSatisfied(by: granted.authorization) {
                response = try await answer(granted)
            } else {
                response = challenge(.authenticationInsufficient, for: request, demanding: granted.client.minimumLevel)
            }
        } catch { response = challenge(error, for: request) }
        return possession.withNonce(for: request, response)
    }

    /// What refuses a request whose token cannot open the resource, before its body is read; nil for any other. Proofs of possession
    /// are not looked at, since they count once.
    package func refusal(of request: Request, demanding scope: Scope) async -> Response? {
        do throws(Rejection) {
            _ = try await known(try PresentedToken(request), demanding: scope)
            return nil
        } catch { return challenge(error, for: request) }
    }

    private func granted(for request: Request, demanding scope: Scope) async throws(Rejection) -> Granted {
        let token = try PresentedToken(request)
        let (state, granted) = try await known(token, demanding: scope)
        try await possession.check(token, boundTo: state.token.confirmation, in: request, at: path)
        return granted
    }

    private func known(_ token: PresentedToken, demanding scope: Scope) async throws(Rejection) -> (TokenState, Granted) {
        let now = provider.world.now()
        guard let state = try await found({ try await tokens.find(StoredKey.of(token.text), at: now) }), state.token.kind == .access,
            state.isLive(at: now)
        else { throw .accessTokenInvalid }
        let claims = IssuedClaims(of: state.token, text: token.text)
        guard [provider.issuer, provider.issuer + path].contains(where: claims.audience.contains),
            let client = try await found({ try await clients.find(state.authorization.client) }), !client.hasLapsed(at: now)
        else { throw .accessTokenInvalid }
        let scopes = client.present(claims.scopes)
        guard scopes.contains(scope.rawValue) else { throw .scopeInsufficient }
        return (state, Granted(authorization: state.authorization, client: client, scopes: scopes))
    }

    /// What the resource says of itself. RFC 9728 §2.
    package func metadata(issuer: String, name: String, scopes: [Scope], bearerMethods: [String]) -> JSON.Object {
        [
            "resource": .string(issuer + path), "authorization_servers": [.string(issuer)],
            "jwks_uri": .string(issuer + JWKSetEndpoint.path), "scopes_supported": JSON(scopes.map(\.rawValue)),
            "bearer_methods_supported": JSON(bearerMethods),
            "resource_signing_alg_values_supported": JSON(TokenIssuer.algorithms.map(\.rawValue)),
            "dpop_signing_alg_values_supported": JSON(DPoP.algorithms.map(\.rawValue)), "resource_name": .string(name),
        ]
    }

    /// - Parameter level: what the person has to reach, where that is what was wrong.
    private func challenge(_ rejection: Rejection, for request: Request, demanding level: AssuranceLevel? = nil) -> Response {
        var response = Response(rejection, for: request)
        guard response.status.code < 500 else { return response }
        let resource = ProtectedResource(issuer: provider.issuer, path: path)
        Challenge(rejection, to: request, at: resource, demanding: level).apply(to: &response)
        return response
    }
}
