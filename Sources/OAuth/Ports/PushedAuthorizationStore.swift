package import Primitives
internal import TokenCrypto

/// An authorization request that its client pushed, waiting for the browser that brings its name. RFC 9126 §2.
package struct PushedAuthorization: Sendable, Equatable {
    private static let prefix = "urn:ietf:params:oauth:request_uri:"

    /// SHA-256 of the random part of its `request_uri`.
    package var hash: [UInt8]
    package var client: ID<Client>
    /// The request's parameters, as `Parameters.json` gives them.
    package var parameters: JSON.Object
    package var created: Instant
    /// Until when it may be opened; the person may take longer to answer.
    package var expires: Instant

    package init(hash: [UInt8], client: ID<Client>, parameters: JSON.Object, created: Instant, expires: Instant) {
        self.hash = hash
        self.client = client
        self.parameters = parameters
        self.created = created
        self.expires = expires
    }

    /// The `request_uri` with this random part. RFC 9126 §2.2.
    static func requestURI(_ name: String) -> String { prefix + name }

    static func hash(ofName name: String) -> [UInt8] { Digest.sha256(Array(name.utf8)) }

    /// Nil for an address that no push of ours has given.
    static func hash(ofRequestURI uri: String) -> [UInt8]? {
        uri.utf8.starts(with: prefix.utf8) ? hash(ofName: String(uri.dropFirst(prefix.count))) : nil
    }
}

package protocol PushedAuthorizationStore: Sendable {
    func insert(_ pushed: PushedAuthorization) async throws
    /// Nil when it is unknown or was answered. Its client and its expiry are the caller's to judge.
    func find(_ hash: [UInt8]) async throws -> PushedAuthorization?
    /// One conditional write, for a request that is answered with an error; `.absent` when it had been answered before.
    func spend(_ hash: [UInt8], at now: Instant) async throws -> Change
}
