internal import Primitives

/// A redirect URI that was compared with the client's registration. Only the check can make one.
package struct TrustedRedirect: Sendable, Equatable {
    package let uri: String

    /// Byte for byte: nothing is parsed or normalised to decide. RFC 9700 §2.1.
    /// - Throws: `Rejection.redirectURIMissing`, `.redirectURIUnknown`
    package init(_ uri: String?, registered: [String]) throws(Rejection) {
        guard let uri else { throw .redirectURIMissing }
        guard registered.contains(where: { $0.utf8.elementsEqual(uri.utf8) }) else { throw .redirectURIUnknown }
        self.uri = uri
    }

    /// For a logout: the URI must be one of `post_logout_redirect_uris`. RP-Initiated Logout 1.0 §3.
    /// - Throws: `Rejection.postLogoutRedirectURIUnknown`
    package init(postLogout uri: String, registered: [String]) throws(Rejection) {
        guard registered.contains(where: { $0.utf8.elementsEqual(uri.utf8) }) else { throw .postLogoutRedirectURIUnknown }
        self.uri = uri
    }

    /// `scheme://authority`, for the `form-action` of a page whose form ends in this redirect; a bare `scheme:` for apps.
    package var origin: String { RegisteredURI(uri)?.origin ?? "'none'" }
}

/// The parts of an absolute URI that registration rules look at. Used when a client is registered, never to compare. RFC 3986 §3.
package struct RegisteredURI: Sendable, Equatable {
    package let scheme: String
    package let authority: String?
    package let host: String?

    /// Nil when the text is not an absolute URI of printable ASCII, or carries a fragment, user information or a wildcard.
    package init?(_ text: String) {
        guard (1...2048).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C }),
            let colon = text.firstIndex(of: ":"), !text.contains("#"), !text.contains("*")
        else { return nil }
        let scheme = text[..<colon]
        guard scheme.first?.isLetter == true, scheme.utf8.allSatisfy(Self.isSchemeCharacter) else { return nil }
        self.scheme = scheme.lowercased()
        let rest = text[text.index(after: colon)...]
        guard rest.hasPrefix("//") else {
            authority = nil
            host = nil
            return
        }
        let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
        guard !authority.isEmpty, !authority.contains("@"), !authority.contains("%") else { return nil }
        self.authority = String(authority).lowercased()
        host = Self.host(in: authority)
        guard host?.isEmpty == false else { return nil }
    }

    private static func isSchemeCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }

    private static func host(in authority: Substring) -> String? {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            return authority[...end].lowercased()
        }
        return authority.prefix { $0 != ":" }.lowercased()
    }

    package var isLoopback: Bool { ["localhost", "127.0.0.1", "[::1]"].contains(host) }
    package var origin: String { authority.map { "\(scheme)://\($0)" } ?? "\(scheme):" }

    /// Whether a browser may be sent here with a code: https, or http on this machine where the instance allows it, or an
    /// application's own scheme, which has a dot in it (RFC 8252 §7.1) and so cannot be `javascript:` or `data:`.
    package func isAcceptableRedirect(loopbackAllowed: Bool) -> Bool {
        switch scheme {
        case "https": host != nil
        case "http": host != nil && isLoopback && loopbackAllowed
        default: scheme.contains(".")
        }
    }

    /// Whether a page may link here: https, or http on this machine where the instance allows it.
    package func isAcceptableLink(loopbackAllowed: Bool) -> Bool {
        host != nil && (scheme == "https" || scheme == "http" && isLoopback && loopbackAllowed)
    }

    /// Whether the provider may call here: https to a name or a public address, or this machine where the instance allows it.
    ///
    /// What a name stands for is seen when it is called, and judged again then.
    /// - Parameter plainHTTPAllowed: for what carries its own signature: revocation data.
    package func isAcceptableCallback(loopbackAllowed: Bool, plainHTTPAllowed: Bool = false) -> Bool {
        if isLoopback { return loopbackAllowed && ["https", "http"].contains(scheme) }
        guard scheme == "https" || plainHTTPAllowed && scheme == "http", let host, let label = host.split(separator: ".").last else {
            return false
        }
        if host.hasPrefix("[") { return IPAddress(parsing: host.dropFirst().dropLast()).map { $0.isIPv6 && $0.isPublic } ?? false }
        // A name whose last label is a number is an IPv4 address to resolvers, in spellings (`127.1`, `0x7f000001`) that are no name's.
        guard !label.allSatisfy(\.isNumber), !label.hasPrefix("0x") else { return IPAddress(parsing: host)?.isPublic ?? false }
        return label != "localhost"
    }
}
