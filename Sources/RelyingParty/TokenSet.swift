package import Primitives

/// What the token endpoint gave. RFC 6749 §5.1. Never printed.
public struct TokenSet: Sendable, CustomStringConvertible, CustomReflectable {
    public let accessToken: String
    /// Seconds for which the access token is good, from its arrival.
    public let expiresIn: Int64?
    public let refreshToken: String?
    package let idToken: String?

    public var description: String { "•••" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    package init(parsing answer: JSON.Object) throws(Rejection) {
        guard let access = answer["access_token"]?.string, !access.isEmpty, access.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Rejection(.tokenResponseIncomplete, "access_token")
        }
        guard let type = answer["token_type"]?.string, type.lowercased() == "bearer" else { throw Rejection(.tokenTypeUnsupported) }
        accessToken = access
        expiresIn = answer["expires_in"]?.integer
        refreshToken = answer["refresh_token"]?.string
        idToken = answer["id_token"]?.string
    }
}

/// A finished sign-in.
public struct SignIn: Sendable {
    public let idToken: IDToken
    public let tokens: TokenSet
    /// The path that was given when the sign-in started.
    public let returnPath: String?
}
