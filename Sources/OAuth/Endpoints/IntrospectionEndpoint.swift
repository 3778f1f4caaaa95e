package import HTTP
internal import HTTPTypes
package import Primitives
internal import TokenCrypto

/// RFC 7662, and RFC 9701 for who asks for a signed answer.
package struct IntrospectionEndpoint: Endpoint {
    package let route = Route(.post, path: "/introspect")

    private let provider: ProviderContext
    private let tokens: any TokenStore
    private let clients: any ClientStore
    private let authenticator: ClientAuthenticator
    private let issuer: TokenIssuer

    package init(
        provider: ProviderContext, tokens: any TokenStore, clients: any ClientStore, authenticator: ClientAuthenticator
    ) {
        self.provider = provider
        self.tokens = tokens
        self.clients = clients
        self.authenticator = authenticator
        issuer = TokenIssuer(provider: provider)
    }

    package func metadata(issuer: String) -> JSON.Object {
        var members = authenticator.confidential.metadata(for: "introspection_endpoint")
        members["introspection_endpoint"] = .string(issuer + route.path)
        members["introspection_signing_alg_values_supported"] = JSON(TokenIssuer.algorithms.map(\.rawValue))
        return members.adding(ResponseEncryption.metadata(for: "introspection"))
    }

    package func respond(to request: Request) async -> Response {
        do throws(Rejection) {
            let parameters = try Parameters(body: request)
            let client = try await authenticator.confidential.prove(request, parameters, at: provider.url(route.path)).registration
            guard let token = parameters["token"] else { throw .tokenMissing }
            return try await answer(try await describe(token, to: client), to: client, request)
        } catch {
            return Response(error, for: request)
        }
    }

    /// RFC 9701 §4 and §5: signed for who says so in `Accept`, by its own media type.
    private func answer(_ description: JSON.Object, to client: ClientRegistration, _ request: Request) async throws(Rejection) -> Response {
        guard request.accepts(Self.signedType) else { return Response(json: description) }
        let token = try await found { try await issuer.introspection(description, for: client) }
        return Response(status: .ok, headers: [.contentType: Self.signedType, .cacheControl: "no-store"], body: Array(token.utf8))
    }

    private static let signedType = "application/token-introspection+jwt"

    /// What is not live, or neither the client's own nor meant for it, looks the same. RFC 7662 §2.2, §4.
    private func describe(_ token: String, to client: ClientRegistration) async throws(Rejection) -> JSON.Object {
        let now = provider.world.now()
        guard let state = try await found({ try await tokens.find(StoredKey.of(token), at: now) }), state.isLive(at: now),
            state.exchanged == nil, let owner = try await owner(of: state, asking: client)
        else { return ["active": false] }
        switch state.token.kind {
        case .access: return description(of: IssuedClaims(of: state.token, text: token), state, owner: owner, to: client)
        case .refresh: return owner.id == client.id ? description(of: state, for: client) : ["active": false]
        }
    }

    private func owner(of state: TokenState, asking client: ClientRegistration) async throws(Rejection) -> ClientRegistration? {
        if state.authorization.client == client.id { return client }
        return try await found { try await clients.find(state.authorization.client) }
    }

    private func description(
        of token: IssuedClaims, _ state: TokenState, owner: ClientRegistration, to client: ClientRegistration
    ) -> JSON.Object {
        guard owner.id == client.id || token.audience.contains(where: client.answers.isResource) else { return ["active": false] }
        var claims = token.claims
        claims["scope"] = .string(owner.present(token.scopes).joined(separator: " "))
        let type = Confirmation.tokenType(of: state.token.confirmation)
        return JSON.Object(dictionaryLiteral: ("active", true), ("token_type", .string(type))).adding(claims)
    }

    private func description(of state: TokenState, for client: ClientRegistration) -> JSON.Object {
        var members: JSON.Object = [
            "active": true, "iss": .string(provider.issuer), "sub": .string(state.authorization.subject),
            "client_id": .string(state.authorization.client.value),
            "scope": .string(client.present(state.authorization.scopes).joined(separator: " ")),
            "iat": JSON(state.token.issued), "exp": JSON(state.token.expires),
        ]
        if let confirmation = state.token.confirmation { members.append("cnf", confirmation.claim) }
        return members
    }
}

extension JSON.Object {
    func adding(_ other: JSON.Object) -> JSON.Object {
        var result = self
        for member in other.members where result[member.name] == nil { result.append(member.name, member.value) }
        return result
    }
}

extension ClientAuthenticator {
    /// The same without `none`: for endpoints that answer only to clients with credentials.
    var confidential: ClientAuthenticator { restricted { $0.method != "none" } }
}
