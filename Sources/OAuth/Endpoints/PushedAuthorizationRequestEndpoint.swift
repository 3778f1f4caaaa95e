package import HTTP
internal import HTTPTypes
package import Primitives

/// RFC 9126 §2.
package struct PushedAuthorizationRequestEndpoint: Endpoint {
    package let route = Route(.post, path: "/par")
    package let allowsCrossOrigin = true

    private let provider: ProviderContext
    private let clients: any ClientStore
    private let pushes: any PushedAuthorizationStore
    private let authenticator: ClientAuthenticator
    private let possession: ProofOfPossession

    package init(
        provider: ProviderContext, clients: any ClientStore, pushes: any PushedAuthorizationStore, authenticator: ClientAuthenticator,
        possession: ProofOfPossession
    ) {
        self.provider = provider
        self.clients = clients
        self.pushes = pushes
        self.authenticator = authenticator
        self.possession = possession
    }

    package func metadata(issuer: String) -> JSON.Object {
        ["pushed_authorization_request_endpoint": .string(issuer + route.path), "require_pushed_authorization_requests": false]
    }

    package func respond(to request: Request) async -> Response {
        possession.withNonce(for: request, await answer(to: request))
    }

    private func answer(to request: Request) async -> Response {
        do throws(Rejection) {
            let parameters = try Parameters(body: request)
            let client = try await authenticator.prove(request, parameters, at: provider.url(route.path)).registration
            guard !client.hasLapsed(at: provider.world.now()) else { throw .legacyProfileEnded }
            let key = try await possession.keyShown(in: request, at: route.path)
            return try await keep(try await checked(parameters, of: client, shown: key))
        } catch {
            return Response(error, for: request)
        }
    }

    /// Checks the request as the authorization endpoint will again: what is wrong is told before a browser is sent. RFC 9126 §2.1.
    private func checked(
        _ parameters: Parameters, of client: ClientRegistration, shown key: String?
    ) async throws(Rejection) -> AuthorizationRequest {
        guard parameters["request_uri"] == nil else { throw .requestURIPushed }
        let named = parameters.setting("client_id", to: client.id.value)
        let objects = provider.requestObject(at: provider.world.now())
        var found = try await objects.parameters(in: named, of: client)
        if let key {
            guard found["dpop_jkt"] ?? key == key else { throw .dpopThumbprintMismatch }
            found = found.setting("dpop_jkt", to: key)
        }
        let addressed = try await AddressedRequest(found, clients: clients)
        return try AuthorizationRequest(addressed, hints: provider.idTokenHint)
    }

    private func keep(_ request: AuthorizationRequest) async throws(Rejection) -> Response {
        let name = provider.world.token()
        let now = provider.world.now()
        let pushed = PushedAuthorization(
            hash: PushedAuthorization.hash(ofName: name), client: request.client.id, parameters: request.parameters.json, created: now,
            expires: now + provider.lifetimes.pushedAuthorization)
        try await found({ try await pushes.insert(pushed) })
        return Response(
            status: .created,
            json: [
                "request_uri": .string(PushedAuthorization.requestURI(name)),
                "expires_in": .integer(provider.lifetimes.pushedAuthorization),
            ])
    }
}
