package import HTTP
internal import HTTPTypes
package import Primitives
internal import TokenCrypto

/// The public keys. RFC 7517 §5, OpenID Connect Discovery 1.0 §3.
package struct JWKSetEndpoint: Endpoint {
    package let route = Route(.get, path: "/jwks")
    package let allowsCrossOrigin = true

    private let provider: ProviderContext

    package init(provider: ProviderContext) { self.provider = provider }

    package func metadata(issuer: String) -> JSON.Object { ["jwks_uri": .string(issuer + route.path)] }

    package func respond(to request: Request) async -> Response {
        let keys = provider.keys().published(at: provider.world.now())
        return Response(json: keys.json, cacheControl: "public, max-age=300")
    }
}
