package import HTTP
internal import HTTPTypes
package import Primitives
internal import TokenCrypto

/// RFC 6749 §3.2.
package struct TokenEndpoint: Endpoint {
    package let route = Route(.post, path: "/token")
    package let allowsCrossOrigin = true

    private let provider: ProviderContext
    private let grants: [String: any Grant]
    private let authenticator: ClientAuthenticator
    private let possession: ProofOfPossession

    /// - Parameter grants: what is served; `Registry.grants` unless a test adds its own.
    package init(
        grants: [any Grant.Type] = Registry.grants, context: GrantContext, authenticator: ClientAuthenticator, possession: ProofOfPossession
    ) {
        provider = context.provider
        self.grants = Dictionary(uniqueKeysWithValues: grants.map { ($0.type, $0.init(context)) })
        self.authenticator = authenticator
        self.possession = possession
    }

    package func metadata(issuer: String) -> JSON.Object {
        var members = authenticator.metadata(for: "token_endpoint")
        members["token_endpoint"] = .string(issuer + route.path)
        members["grant_types_supported"] = JSON(grants.keys.sorted())
        members["dpop_signing_alg_values_supported"] = JSON(DPoP.algorithms.map(\.rawValue))
        members["tls_client_certificate_bound_access_tokens"] = .bool(authenticator.takesCertificates)
        return members
    }

    package func respond(to request: Request) async -> Response {
        possession.withNonce(for: request, await answer(to: request))
    }

    private func answer(to request: Request) async -> Response {
        do throws(Rejection) {
            let parameters = try Parameters(body: request)
            guard let type = parameters["grant_type"] else { throw .grantTypeMissing }
            guard let grant = grants[type] else { throw .grantTypeUnknown }
            let client = try await authenticator.prove(request, parameters, at: provider.url(route.path))
            guard !client.registration.hasLapsed(at: provider.world.now()) else { throw .legacyProfileEnded }
            guard client.registration.allows(grant: type), !(Swift.type(of: grant).needsCredentials && client.registration.isPublic) else {
                throw .grantTypeNotRegistered
            }
            let confirmation = try await possession.confirmation(for: client.registration, in: request, at: route.path)
            return Response(json: try await grant.authorize(parameters, for: client.bound(to: confirmation), of: request))
        } catch {
            return Response(error, for: request)
        }
    }
}

extension ClientAuthenticator {
    /// Whether connections are asked for certificates: then tokens are bound to them, too. RFC 8705 §3.3.
    fileprivate var takesCertificates: Bool { methods.contains { $0.method == "self_signed_tls_client_auth" } }

    /// The discovery members that an endpoint with client authentication has. RFC 8414 §2.
    func metadata(for endpoint: String) -> JSON.Object {
        var members: JSON.Object = ["\(endpoint)_auth_methods_supported": JSON(methods.map(\.method))]
        let algorithms = methods.flatMap(\.signingAlgorithms)
        if !algorithms.isEmpty { members["\(endpoint)_auth_signing_alg_values_supported"] = JSON(algorithms) }
        return members
    }
}

extension Response {
    /// The error answer of the token endpoint and its neighbours. RFC 6749 §5.2.
    /// - Parameter mend: what to say instead of the rejection's own words.
    init(_ rejection: Rejection, for request: Request, mend: String? = nil) {
        self.init(
            status: rejection.code.status,
            json: ["error": .string(rejection.code.rawValue), "error_description": .string(mend ?? rejection.mend)])
        if rejection.code == .invalidClient {
            // Required when the client used the header; harmless otherwise.
            headers[.wwwAuthenticate] = #"Basic realm="client", charset="UTF-8""#
        }
        if rejection == .clientAuthenticationThrottled {
            status = .tooManyRequests
            headers[.retryAfter] = "60"
        }
        if rejection.code == .temporarilyUnavailable { headers[.retryAfter] = "5" }
    }
}
