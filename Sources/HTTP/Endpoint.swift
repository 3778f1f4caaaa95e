package import HTTPTypes
package import Primitives

/// Where an endpoint is mounted. A segment `{name}` of the path takes any one segment.
package struct Route: Sendable, Hashable {
    package let methods: [HTTPRequest.Method]
    package let path: String

    package init(_ methods: HTTPRequest.Method..., path: String) {
        self.methods = methods
        self.path = path
    }
}

/// Bytes of forms and JSON.
package let usualBodyLimit = 64 * 1024

/// One endpoint: where it is mounted, what discovery says of it, and what it does, in one value.
package protocol Endpoint: Sendable {
    var route: Route { get }
    /// The members of the discovery document that exist because this endpoint does. RFC 8414 §2.
    func metadata(issuer: String) -> JSON.Object
    /// What the endpoint says of itself as a protected resource; nil when no access token opens it. RFC 9728 §2.
    func resourceMetadata(issuer: String) -> JSON.Object?
    /// Whether scripts of other origins may call it, without credentials (Fetch, CORS).
    var allowsCrossOrigin: Bool { get }
    /// Largest acceptable body in bytes.
    var bodyLimit: Int { get }
    /// What refuses a large body before any of it is read; nil lets it come. Asked, with an empty body, where `bodyLimit` is above the
    /// usual: strangers must not fill the memory.
    func refusal(of request: Request) async -> Response?
    func respond(to request: Request) async -> Response
}

extension Endpoint {
    package func metadata(issuer: String) -> JSON.Object { [:] }
    package func resourceMetadata(issuer: String) -> JSON.Object? { nil }
    package var allowsCrossOrigin: Bool { false }
    package var bodyLimit: Int { usualBodyLimit }
    package func refusal(of request: Request) async -> Response? { nil }
}
