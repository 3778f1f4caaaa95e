package import HTTP
internal import HTTPTypes
package import Primitives

/// What the server serves, read off the registry. OpenID Connect Discovery 1.0 §4, RFC 8414 §3, RFC 9728 §3.
package struct DiscoveryEndpoint: Endpoint {
    package let route: Route
    package let allowsCrossOrigin = true
    private let body: [UInt8]

    /// - Parameter path: `/.well-known/openid-configuration` or another of the well-known places.
    package init(path: String, document: JSON.Object) {
        route = Route(.get, path: path)
        body = document.bytes
    }

    package func respond(to request: Request) async -> Response {
        Response(status: .ok, headers: [.contentType: "application/json", .cacheControl: "public, max-age=300"], body: body)
    }
}
