/// One of our own addresses that an access token opens, and where it is described. RFC 9728 §3.
package struct ProtectedResource {
    /// Of every resource there is.
    static let paths = [UserInfoEndpoint.path, validations]
    /// Where signed documents are judged.
    package static let validations = "/signatures/v1/validations"

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
