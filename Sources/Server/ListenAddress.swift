internal import Primitives

/// Where to listen: `127.0.0.1:8080`, `[::1]:8080`, `0.0.0.0:443`, or `localhost:8080` for both loopback addresses.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    package let host: String
    package let port: Int

    /// nil unless the text is an IP address or `localhost`, a colon and a port; other names are refused, since what they mean
    /// depends on a resolver. Port 0 lets the system choose.
    package init?(parsing text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) } else if host.contains(":") { return nil }
        guard host == "localhost" || IPAddress(parsing: host) != nil else { return nil }
        self.host = host
        self.port = Int(port)
    }

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    package var isLoopback: Bool { host == "localhost" || IPAddress(parsing: host)?.isLoopback == true }

    /// The addresses behind the name. A machine without IPv6 has no `::1`; the server goes on without it.
    var hosts: [(host: String, required: Bool)] { host == "localhost" ? [("127.0.0.1", true), ("::1", false)] : [(host, true)] }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
