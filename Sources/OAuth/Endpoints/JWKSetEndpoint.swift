package import HTTP
internal import HTTPTypes
package import Primitives
internal import Synchronization
internal import TokenCrypto

/// The public keys. RFC 7517 §5, OpenID Connect Discovery 1.0 §3.
package struct JWKSetEndpoint: Endpoint {
    static let path = "/jwks"
    package let route = Route(.get, path: path)
    package let allowsCrossOrigin = true

    private let provider: ProviderContext
    private let written = WrittenKeySet()

    package init(provider: ProviderContext) { self.provider = provider }

    package func metadata(issuer: String) -> JSON.Object { ["jwks_uri": .string(issuer + route.path)] }

    package func respond(to request: Request) async -> Response {
        let keys = provider.keys().published(at: provider.world.now())
        return Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "public, max-age=300"], body: written.text(of: keys))
    }
}

/// The text of the key set that was asked for last: it changes a few times a year, and is fetched by every portal.
private final class WrittenKeySet: Sendable {
    private let last = Mutex((keyIDs: [String?](), text: [UInt8]()))

    func text(of keys: JWKSet) -> [UInt8] {
        let keyIDs = keys.keys.map(\.keyID)
        return last.withLock { last in
            if last.keyIDs != keyIDs { last = (keyIDs, keys.json.bytes) }
            return last.text
        }
    }
}
