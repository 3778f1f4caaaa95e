internal import HummingbirdCore
internal import NIOCore
internal import NIOPosix
internal import RelyingParty

/// Where to listen: `HOST:PORT`, an IPv6 address in brackets.
struct ListenAddress: Sendable, Equatable {
    let host: String
    let port: Int

    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), HTTPAddress.isPort(text[text.index(after: colon)...]),
            let port = Int(text[text.index(after: colon)...])
        else { return nil }
        let written = text[..<colon]
        let isBracketed = written.hasPrefix("[") && written.hasSuffix("]")
        let host = isBracketed ? written.dropFirst().dropLast() : written
        guard !host.isEmpty, isBracketed || !host.contains(":") else { return nil }
        self.host = String(host)
        self.port = port
    }

    /// The address as a browser on this machine writes it.
    var url: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    /// `localhost` is two addresses, and a browser may try either first; a machine without IPv6 has only one of them.
    func bindAddresses() async -> [BindAddress] {
        guard host == "localhost" else { return [.hostname(host, port: port)] }
        let ipv4 = BindAddress.hostname("127.0.0.1", port: port)
        return await Self.hasIPv6Loopback() ? [ipv4, .hostname("::1", port: port)] : [ipv4]
    }

    private static func hasIPv6Loopback() async -> Bool {
        do {
            let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup).bind(host: "::1", port: 0).get()
            try await channel.close()
            return true
        } catch {
            return false
        }
    }
}
