internal import OAuth
internal import Primitives

/// A host together with the addresses at which it may be called: a name alone is never connected to.
struct Destination: Sendable {
    /// As the URL has it, in lower case; an IPv6 address in brackets.
    let host: String
    /// The URL, its authority in lower case.
    let url: String
    /// Every address of the host, all of them allowed.
    let addresses: [IPAddress]

    /// Why a registered address is not called.
    enum Rejection: Error, Equatable, CustomStringConvertible {
        case malformed
        /// Without an address now.
        case unresolved
        /// At least one of the host's addresses is not of the public Internet: then what a name server says is not to be followed at all.
        case notPublic

        var description: String {
            switch self {
            case .malformed: "the address is not a URL with a host name"
            case .unresolved: "the host has no address"
            case .notPublic: "the host has an address that is not public"
            }
        }
    }

    /// Looks the host up and judges all it is said to be.
    /// - Parameter loopbackAllowed: whether this machine may be called, which a provider on loopback does.
    init(_ text: String, resolver: AddressResolver, loopbackAllowed: Bool, within limit: Duration) async throws(Rejection) {
        guard let uri = RegisteredURI(text), let host = uri.host, let authority = uri.authority else { throw .malformed }
        self.host = host
        url = uri.scheme + "://" + authority + text.dropFirst(uri.scheme.utf8.count + 3 + authority.utf8.count)
        if host.hasPrefix("[") {
            guard let address = IPAddress(parsing: host.dropFirst().dropLast()) else { throw .malformed }
            addresses = [address]
        } else {
            // Other characters are spelled anew by URL parsers: the name that is connected to would not be the one that was looked up.
            guard host.utf8.allSatisfy(Self.isNameCharacter) else { throw .malformed }
            addresses = await resolver.addresses(of: host, within: limit)
        }
        guard !addresses.isEmpty else { throw .unresolved }
        guard addresses.allSatisfy({ $0.isPublic || loopbackAllowed && $0.isLoopback }) else { throw .notPublic }
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
