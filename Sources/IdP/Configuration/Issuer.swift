internal import Primitives

/// The issuer identifier, and what follows from it. RFC 8414 §2.
struct Issuer: Equatable, CustomStringConvertible {
    let text: String
    let isSecure: Bool
    let host: String
    let port: Int

    var isLoopback: Bool { host == "localhost" || IPAddress(parsing: host)?.isLoopback == true }
    var description: String { text }

    enum Rejection: String, Error, CaseIterable {
        case characters = "contains characters that an address cannot have; write it as ASCII, such as https://id.example.vn"
        case host = "has no host; write it such as https://id.example.vn"
        case insecure = "is plain http, which is for loopback only; write https://, or http://localhost:8080 for a trial"
        case path = "has a path; serve the provider at the root of a host of its own, such as https://id.example.vn"
        case port = "has a port that is not a number from 1 to 65535"
        case query = "has a query or fragment, which an issuer cannot have; remove everything from ? or # on"
        case scheme = "must begin with https:// (or http:// on loopback)"
        case trailingSlash = "ends with a slash; remove it, since portals compare the issuer letter by letter"
        case userinfo = "contains @; an issuer has no user name"
    }

    init(parsing text: String) throws(Rejection) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .characters }
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { throw .scheme }
        guard !text.contains("?"), !text.contains("#") else { throw .query }
        guard !text.hasSuffix("/") || text.utf8.count <= scheme.utf8.count else { throw .trailingSlash }
        let authority = text.dropFirst(scheme.count)
        guard !authority.contains("@") else { throw .userinfo }
        guard !authority.contains("/") else { throw .path }
        (host, port) = try Self.split(authority, defaultPort: scheme == "https://" ? 443 : 80)
        self.text = text
        isSecure = scheme == "https://"
        guard isSecure || isLoopback else { throw .insecure }
    }

    private static func split(_ authority: Substring, defaultPort: Int) throws(Rejection) -> (String, Int) {
        var host = authority
        var port = defaultPort
        if let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
            guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0 else { throw .port }
            host = authority[..<colon]
            port = Int(number)
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard IPAddress(parsing: host) != nil else { throw .host }
            return (String(host), port)
        }
        let letters = host.utf8.allSatisfy {
            Character(Unicode.Scalar($0)).isLetter || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E
        }
        guard !host.isEmpty, letters else { throw .host }
        return (String(host), port)
    }
}
