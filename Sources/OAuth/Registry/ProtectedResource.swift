/// One of our own addresses that an access token opens, and where it is described. RFC 9728 §3.
struct ProtectedResource {
    /// The resource identifier: its address.
    let identifier: String
    private let origin: String

    init(issuer: String, path: String) {
        identifier = issuer + path
        let scheme = String(issuer.prefix { $0 != ":" }) + "://"
        origin = scheme + String(issuer.dropFirst(scheme.count).prefix { $0 != "/" })
    }

    /// What follows the host in the identifier; empty for an issuer without a path.
    var pathOfIdentifier: String { String(identifier.dropFirst(origin.count)) }

    /// The well-known name stands between host and path. §3.1
    var metadataPath: String { "/.well-known/oauth-protected-resource" + pathOfIdentifier }
    var metadataAddress: String { origin + metadataPath }
}
