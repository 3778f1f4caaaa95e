internal import HTTPTypes
package import Primitives

/// The proxies that may say for whom they speak. Whatever anybody else writes into `Forwarded` or `X-Forwarded-For` is ignored.
package struct TrustedProxies: Sendable {
    private let blocks: [AddressBlock]

    package init(_ blocks: [AddressBlock]) { self.blocks = blocks }

    func trusts(_ address: IPAddress) -> Bool { blocks.contains { $0.contains(address) } }

    /// The client behind a trusted proxy: the last hop that is not itself one, read from the right, since only the right end was
    /// written by someone trusted. nil when the proxy said nothing usable; then the proxy itself is the peer.
    ///
    /// A proxy writes one of the two fields and may pass on what its client wrote into the other. Nobody can tell here which is which,
    /// so two fields that do not name the same client name none.
    func client(_ fields: HTTPFields) -> (address: IPAddress, port: Int)? {
        let forwarded = Self.list("forwarded", fields).map(Self.forParameter)
        let forwardedFor = Self.list("x-forwarded-for", fields)
        guard !forwarded.isEmpty else { return client(hops: forwardedFor) }
        guard !forwardedFor.isEmpty else { return client(hops: forwarded) }
        guard let one = client(hops: forwarded), let other = client(hops: forwardedFor), one.address == other.address else { return nil }
        return (one.address, one.port == other.port ? one.port : 0)
    }

    private func client(hops: [Substring]) -> (address: IPAddress, port: Int)? {
        for hop in hops.reversed() {
            guard let node = Self.node(hop) else { return nil }
            if !trusts(node.address) { return node }
        }
        return nil
    }

    /// The elements of a list field, whatever number of lines it came in. RFC 9110 §5.6.1.
    private static func list(_ name: String, _ fields: HTTPFields) -> [Substring] {
        fields.filter { $0.name.canonicalName == name }.flatMap { $0.value.split(separator: ",") }.map(trimmed)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }

    /// The `for` parameter of one forwarded element; empty when there is none. RFC 7239 §4.
    private static func forParameter(_ element: Substring) -> Substring {
        for pair in element.split(separator: ";") {
            let parts = trimmed(pair).split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "for" else { continue }
            return parts[1].drop { $0 == "\"" }.prefix { $0 != "\"" }
        }
        return ""
    }

    /// An address with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`. RFC 7239 §6.
    private static func node(_ text: Substring) -> (address: IPAddress, port: Int)? {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let rest = text[text.index(after: end)...]
            return IPAddress(parsing: text[text.index(after: text.startIndex)..<end]).map { ($0, port(rest.dropFirst())) }
        }
        if text.split(separator: ":", omittingEmptySubsequences: false).count == 2, let colon = text.firstIndex(of: ":") {
            return IPAddress(parsing: text[..<colon]).map { ($0, port(text[text.index(after: colon)...])) }
        }
        return IPAddress(parsing: text).map { ($0, 0) }
    }

    private static func port(_ text: some StringProtocol) -> Int { UInt16(text).map(Int.init) ?? 0 }
}
