/// Names for cookies that no neighbour can plant, and that two instances on one machine do not share.
///
/// Over https the prefix `__Host-` makes the browser refuse a cookie that another host, a path or plain http has set
/// (RFC 6265bis §4.1.3.2). Browsers grant the prefix to secure origins only, and share cookies between the ports of one
/// host; so an instance at a plain `http` loopback issuer carries its port in the name instead.
package struct CookieNaming: Sendable, Equatable {
    /// Whether cookies carry `Secure`, which the prefix demands.
    package let secure: Bool
    private let port: String

    /// - Parameter issuer: the configured issuer: `https://…`, or `http://` with a loopback host.
    package init(issuer: String) {
        secure = issuer.utf8.starts(with: "https://".utf8)
        let authority = issuer.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" }
        let afterHost = authority.drop { $0 != "]" }.isEmpty ? authority : authority.drop { $0 != "]" }
        let digits = afterHost.drop { $0 != ":" }.dropFirst()
        port = digits.isEmpty ? "80" : String(digits)
    }

    /// The cookie's name for a purpose such as `session`.
    package func name(_ purpose: String) -> String { secure ? "__Host-idp-\(purpose)" : "idp-\(port)-\(purpose)" }
}
