internal import Audit
package import HTTP
package import Primitives
internal import TokenCrypto

/// RFC 6749 §4.4: a client acts for itself. There is no person, hence no ID token and no UserInfo, and no refresh token (§4.4.3).
package struct ClientCredentialsGrant: Grant {
    package static let type = "client_credentials"
    package static let documentation = GrantDocumentation(
        title: "Client credentials", standard: "RFC 6749 §4.4",
        purpose: """
            A program acts for itself, without a person. It gets scopes of its registration that concern no person (`signatures`, `admin`): all of \
            them unless it names some. The access token's `sub` is the `client_id`, which can be nobody's subject: registration refuses identifiers \
            of that shape. No refresh token, since the client can always ask again.
            """,
        parameters: [.optional("scope", "some of the client's scopes"), .resource])

    private let provider: ProviderContext
    private let authorizations: any AuthorizationStore
    private let issuer: TokenIssuer

    package init(_ context: GrantContext) {
        provider = context.provider
        authorizations = context.authorizations
        issuer = TokenIssuer(provider: context.provider)
    }

    package func authorize(_ parameters: Parameters, for client: AuthenticatedClient, of request: Request) async throws(Rejection)
        -> JSON.Object
    {
        let confirmation = client.confirmation
        let client = client.registration
        let scopes = try scopes(parameters, of: client)
        let resources = try ResourceIndicator.requested(
            in: parameters, allowed: client.requests.resources + ResourceIndicator.own(of: provider.issuer))
        var authorization = Authorization(
            id: Self.standing(client.id, scopes, resources), client: client.id, grantor: .client, subject: client.id.value, scopes: scopes)
        authorization.resources = resources
        let issued = try await issuer.issue(
            authorization, for: client, scopes: scopes, nonce: nil, idTokenClaims: [:], refreshToken: nil, confirmation: confirmation)
        let issuance = Issuance(
            authorization: authorization, tokens: issued.records,
            audit: AuditEvent(issuing: authorization, by: Self.type, at: provider.world.now(), to: client.id, of: request))
        try await found { try await authorizations.insert(standing: issuance) }
        return issued.response
    }

    /// One authorization for all tokens of a client that may do the same: a program asks thousands of times, and each time allows itself
    /// nothing new. No space is in the identifier of any other.
    private static func standing(_ client: ID<Client>, _ scopes: [String], _ resources: [String]) -> ID<Authorization> {
        let name = JSON.array([.string(client.value), JSON(scopes), JSON(resources)]).text
        return ID("client " + Base64URL.encode(Digest.sha256(Array(name.utf8))))
    }

    /// What concerns a person is not a client's own to have, whatever it is registered for.
    private func scopes(_ parameters: Parameters, of client: ClientRegistration) throws(Rejection) -> [String] {
        let own = client.scopes.filter { !Scope.concernsPerson($0) }
        guard parameters["scope"] != nil else { return own }
        let asked = parameters.list("scope")
        guard asked.allSatisfy(Scope.isWellFormed) else { throw .scopeMalformed }
        guard !asked.isEmpty, asked.allSatisfy(own.contains) else { throw .scopeEmpty }
        return asked
    }
}

extension AuditEvent {
    /// The beginning of an authorization that the grant `type` gave.
    init(
        issuing authorization: Authorization, by type: String, at now: Instant, to client: ID<Client>, of request: Request,
        more: JSON.Object = [:]
    ) {
        let details: JSON.Object = [
            "grant": .string(type), "authorization": .string(authorization.id.value), "scope": JSON(authorization.scopes),
        ]
        self.init(
            .tokensIssued, at: now, by: .client(client), account: authorization.account, client: client, address: request.peer.address,
            port: request.peer.port, requestID: request.peer.requestID, details: details.adding(more))
    }
}
