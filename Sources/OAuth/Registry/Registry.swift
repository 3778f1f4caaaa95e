package import HTTP
package import Primitives
internal import TokenCrypto

/// Everything that is served. Routing and discovery are both read off this list, so they cannot disagree.
package struct Registry: Sendable {
    /// Every grant that the token endpoint answers, in the order of the documentation.
    package static let grants: [any Grant.Type] = [
        AuthorizationCodeGrant.self, RefreshTokenGrant.self, ClientCredentialsGrant.self, TokenExchangeGrant.self, JWTBearerGrant.self,
        DeviceCodeGrant.self, BackchannelGrant.self,
    ]

    package let endpoints: [any Endpoint]

    /// Adds the discovery documents of the given endpoints.
    /// - Precondition: no two endpoints claim one member of the discovery document.
    /// - Parameter mutualTLSIssuer: where clients with a certificate find the same endpoints; nil without a listener of their own.
    package init(issuer: String, mutualTLSIssuer: String? = nil, endpoints: [any Endpoint]) {
        var document = Self.document(issuer: issuer, endpoints: endpoints)
        if let mutualTLSIssuer { document.append("mtls_endpoint_aliases", Self.aliases(of: document, at: mutualTLSIssuer, issuer)) }
        let resources = endpoints.compactMap { endpoint in
            endpoint.resourceMetadata(issuer: issuer).map {
                DiscoveryEndpoint(path: ProtectedResource(issuer: issuer, path: endpoint.route.path).metadataPath, document: $0)
            }
        }
        let errors = ErrorReference(issuer: issuer)
        self.endpoints =
            endpoints.map { ExplainedEndpoint($0, errors: errors) } + resources + [
                DiscoveryEndpoint(path: "/.well-known/openid-configuration", document: document),
                DiscoveryEndpoint(
                    path: "/.well-known/oauth-authorization-server" + ProtectedResource(issuer: issuer, path: "").pathOfIdentifier,
                    document: document),
            ]
    }

    /// The endpoints that clients call, and browsers do not. RFC 8705 §5.
    private static func aliases(of document: JSON.Object, at alias: String, _ issuer: String) -> JSON {
        var aliases: JSON.Object = [:]
        for member in document.members where member.name.hasSuffix("_endpoint") && !browserEndpoints.contains(member.name) {
            guard let address = member.value.string else { continue }
            aliases.append(member.name, .string(alias + address.dropFirst(issuer.count)))
        }
        return .object(aliases)
    }

    private static let browserEndpoints = ["authorization_endpoint", "end_session_endpoint"]

    private static func document(issuer: String, endpoints: [any Endpoint]) -> JSON.Object {
        var document: JSON.Object = ["issuer": .string(issuer)]
        for member in endpoints.flatMap({ $0.metadata(issuer: issuer).members }) + ProviderMetadata.members.members {
            precondition(document[member.name] == nil, "two endpoints claim \(member.name)")
            document.append(member.name, member.value)
        }
        let resources = endpoints.compactMap { $0.resourceMetadata(issuer: issuer)?["resource"] }
        if !resources.isEmpty { document.append("protected_resources", .array(resources)) }
        return document
    }
}

/// Discovery members that belong to no single endpoint. OpenID Connect Discovery 1.0 §3.
package enum ProviderMetadata {
    package static let members: JSON.Object = {
        let members: JSON.Object = [
            "subject_types_supported": JSON(ClientRegistration.SubjectType.allCases.map(\.rawValue)),
            "id_token_signing_alg_values_supported": JSON(TokenIssuer.algorithms.map(\.rawValue)),
        ]
        return members.adding(ResponseEncryption.metadata(for: "id_token"))
    }()
}
