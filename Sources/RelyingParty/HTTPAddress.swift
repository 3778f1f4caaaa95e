/// An `http` or `https` address, taken apart only as far as trust in it depends on. RFC 3986 §3.
package struct HTTPAddress: Sendable, Equatable {
    package let text: String
    package let scheme: String
    /// Host and port as written.
    package let authority: String
    /// The host in lower case, without port; an IPv6 address without brackets.
    package let host: String
    package let path: String
    package let hasQuery: Bool

    /// Nil for anything but a plain absolute address: user information, fragments, backslashes, white space and
    /// characters outside ASCII are what differing parsers disagree on, so none is accepted.
    package init?(parsing text: String) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.refused.contains($0) }) else {
            return nil
        }
        guard let scheme = ["https", "http"].first(where: { text.hasPrefix($0 + "://") }) else { return nil }
        let rest = text.dropFirst(scheme.count + 3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let host = Self.host(in: authority) else { return nil }
        let tail = rest.dropFirst(authority.count)
        self.text = text
        self.scheme = scheme
        self.authority = String(authority)
        self.host = host
        path = String(tail.prefix { $0 != "?" })
        hasQuery = tail.contains("?")
    }

    private static let refused = Array("\"#<>@\\^`{|}".utf8)

    private static func host(in authority: Substring) -> String? {
        let isIPv6 = authority.hasPrefix("[")
        guard
            let end = isIPv6
                ? authority.firstIndex(of: "]").map(authority.index(after:)) : authority.firstIndex(of: ":") ?? authority.endIndex
        else { return nil }
        let port = authority[end...]
        guard port.isEmpty || (port.hasPrefix(":") && Self.isPort(port.dropFirst())) else { return nil }
        let host = isIPv6 ? authority[..<end].dropFirst().dropLast() : authority[..<end]
        let allowed: (Character) -> Bool = { $0.isASCII && ($0.isLetter || $0.isNumber || (isIPv6 ? $0 == ":" : $0 == "." || $0 == "-")) }
        return host.isEmpty || !host.allSatisfy(allowed) ? nil : host.lowercased()
    }

    /// Digits alone: `UInt16` would also read a sign.
    package static func isPort(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } && UInt16(text).map { $0 > 0 } == true
    }

    package var isLoopback: Bool { ["localhost", "127.0.0.1", "::1"].contains(host) }

    /// https anywhere, plain http on this machine alone.
    package var isSecure: Bool { scheme == "https" || isLoopback }

    /// Scheme, host and port, as a content security policy names them.
    package var origin: String { "\(scheme)://\(authority)" }

    /// The address with further query parameters.
    package func appending(_ encodedQuery: String) -> String { text + (hasQuery ? "&" : "?") + encodedQuery }
}
