package import HTTP
internal import HTTPTypes
package import Primitives
internal import TokenCrypto

/// RFC 6749 §3.1, OpenID Connect Core 1.0 §3.1.2.
package struct AuthorizationEndpoint: Endpoint {
    package let route = Route(.get, .post, path: "/authorize")

    private let provider: ProviderContext
    private let flow: AuthorizationFlow
    private let pendings: any PendingAuthorizationStore
    private let presentation: any Presentation
    private let binding: @Sendable (Request) -> BrowserBinding

    /// - Parameter binding: the value that ties a pending request to its browser: from its cookie, or new.
    package init(
        provider: ProviderContext, flow: AuthorizationFlow, pendings: any PendingAuthorizationStore, presentation: any Presentation,
        binding: @escaping @Sendable (Request) -> BrowserBinding
    ) {
        self.provider = provider
        self.flow = flow
        self.pendings = pendings
        self.presentation = presentation
        self.binding = binding
    }

    package func metadata(issuer: String) -> JSON.Object {
        let members: JSON.Object = [
            "authorization_endpoint": .string(issuer + route.path),
            "response_types_supported": ["code"],
            "response_modes_supported": JSON(ResponseMode.allCases.map(\.rawValue)),
            "prompt_values_supported": JSON(Prompt.allCases.map(\.rawValue)),
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
            "claims_parameter_supported": true,
            "authorization_details_types_supported": JSON(AuthorizationDetail.types),
            "authorization_signing_alg_values_supported": JSON(TokenIssuer.algorithms.map(\.rawValue)),
            "request_parameter_supported": true,
            "request_object_signing_alg_values_supported": JSON(RequestObject.algorithms.map(\.rawValue)),
            "require_signed_request_object": false,
            "request_uri_parameter_supported": true,
            "require_request_uri_registration": true,
            "acr_values_supported": JSON(AssuranceLevel.allCases.filter { $0 <= flow.levels.highest }.map(\.rawValue)),
            "ui_locales_supported": ["vi", "en"],
        ]
        return members.adding(ResponseEncryption.metadata(for: "authorization")).adding(ResponseEncryption.metadata(for: "request_object"))
    }

    package func respond(to request: Request) async -> Response {
        let parameters: Parameters
        do { parameters = try Parameters(browser: request) } catch { return await presentation.errorPage(error, for: request) }
        let received: ReceivedRequest
        do { received = try await flow.receive(parameters) } catch { return await flow.refuse(parameters, error, of: request) }
        switch await flow.advance(received.parameters, of: request, progress: .init(received)) {
        case .answer(let response): return response
        case .signIn(let authorization), .stepUp(let authorization, _), .consent(let authorization, _):
            return await suspend(authorization.parameters, pushed: received.pushed, of: request)
        }
    }

    /// Freezes the request; what the browser carries from here on is an opaque name.
    private func suspend(_ parameters: Parameters, pushed: [UInt8]?, of request: Request) async -> Response {
        let id = provider.world.token()
        let browser = binding(request)
        let now = provider.world.now()
        do {
            try await pendings.insert(
                PendingAuthorization(
                    hash: Digest.sha256(Array(id.utf8)), browserHash: Digest.sha256(Array(browser.value.utf8)), parameters: parameters.json,
                    pushed: pushed, created: now, expires: now + provider.lifetimes.pendingAuthorization))
        } catch { return await presentation.errorPage(.storageUnavailable, for: request) }
        return presentation.interaction(id, browser: browser, locales: parameters["ui_locales"], for: request)
    }
}
