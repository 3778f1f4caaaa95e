internal import Audit
package import HTTP
internal import HTTPTypes
package import Primitives

/// RFC 7009.
package struct RevocationEndpoint: Endpoint {
    package let route = Route(.post, path: "/revoke")
    package let allowsCrossOrigin = true

    private let provider: ProviderContext
    private let tokens: any TokenStore
    private let authenticator: ClientAuthenticator

    package init(provider: ProviderContext, tokens: any TokenStore, authenticator: ClientAuthenticator) {
        self.provider = provider
        self.tokens = tokens
        self.authenticator = authenticator
    }

    package func metadata(issuer: String) -> JSON.Object {
        var members = authenticator.metadata(for: "revocation_endpoint")
        members["revocation_endpoint"] = .string(issuer + route.path)
        return members
    }

    package func respond(to request: Request) async -> Response {
        do throws(Rejection) {
            let parameters = try Parameters(body: request)
            let client = try await authenticator.prove(request, parameters, at: provider.url(route.path)).registration
            guard let token = parameters["token"] else { throw .tokenMissing }
            try await revoke(token, of: client, request)
            return Response(status: .ok, headers: [.cacheControl: "no-store"])
        } catch {
            return Response(error, for: request)
        }
    }

    /// Unknown tokens and those of other clients are left alone and answered the same. RFC 7009 §2.2.
    private func revoke(_ token: String, of client: ClientRegistration, _ request: Request) async throws(Rejection) {
        let hash = StoredKey.of(token)
        let now = provider.world.now()
        guard let state = try await found({ try await tokens.find(hash, at: now) }), state.authorization.client == client.id, !state.revoked
        else { return }
        let event = AuditEvent(
            .tokenRevoked, at: now, by: .client(client.id), account: state.authorization.account, client: client.id,
            address: request.peer.address, port: request.peer.port, requestID: request.peer.requestID,
            details: ["kind": .string(state.token.kind.rawValue), "authorization": .string(state.authorization.id.value)])
        switch state.token.kind {
        case .access: try await found({ try await tokens.revoke(hash, audit: event) })
        // With the refresh token goes everything that came from it. RFC 7009 §2.1.
        case .refresh: try await found({ try await tokens.revoke(state.authorization.id, audit: event) })
        }
    }
}
