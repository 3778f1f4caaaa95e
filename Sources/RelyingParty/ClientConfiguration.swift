internal import Primitives
package import TokenCrypto

/// What a portal was registered with at the provider, and what it demands of a sign-in.
public struct ClientConfiguration: Sendable {
    /// Exactly the provider's `issuer`: https, or http on loopback.
    public var issuer: String
    public var clientID: String
    public var authentication: ClientAuthentication
    /// Exactly one of the registered `redirect_uris`.
    public var redirectURI: String
    /// One of the registered `post_logout_redirect_uris`; nil leaves the person on the provider's page.
    public var postLogoutRedirectURI: String?
    public var scopes: [String]
    /// A sign-in below this level is refused, whatever the provider sends.
    public var minimumLevel: AuthenticationContextClass?
    /// The registered `id_token_signed_response_alg`. Tokens name an algorithm too; this one decides. RFC 8725 §3.1.
    public var idTokenSigningAlgorithm: SigningAlgorithm
    /// The registered `userinfo_signed_response_alg`; nil expects plain JSON.
    public var userInfoSigningAlgorithm: SigningAlgorithm?
    /// Seconds by which clocks may differ.
    public var leeway: Int64 = 60

    public enum SigningAlgorithm: String, Sendable, CaseIterable {
        case es256 = "ES256"
        case es384 = "ES384"
        case edDSA = "EdDSA"
        case rs256 = "RS256"
        case ps256 = "PS256"

        package var signature: SignatureAlgorithm {
            switch self {
            case .es256: .es256
            case .es384: .es384
            case .edDSA: .edDSA
            case .rs256: .rs256
            case .ps256: .ps256
            }
        }
    }

    public init(
        issuer: String, clientID: String, authentication: ClientAuthentication, redirectURI: String,
        postLogoutRedirectURI: String? = nil, scopes: [String] = ["openid", "profile"],
        minimumLevel: AuthenticationContextClass? = nil, idTokenSigningAlgorithm: SigningAlgorithm = .es256,
        userInfoSigningAlgorithm: SigningAlgorithm? = nil
    ) {
        self.issuer = issuer
        self.clientID = clientID
        self.authentication = authentication
        self.redirectURI = redirectURI
        self.postLogoutRedirectURI = postLogoutRedirectURI
        self.scopes = scopes.contains("openid") ? scopes : ["openid"] + scopes
        self.minimumLevel = minimumLevel
        self.idTokenSigningAlgorithm = idTokenSigningAlgorithm
        self.userInfoSigningAlgorithm = userInfoSigningAlgorithm
    }
}

/// Why a configuration cannot work, found before anything is sent.
public enum ConfigurationRejection: Error, Sendable, Equatable, CustomStringConvertible {
    case issuerNotSecure(String)
    case redirectURINotSecure(String)
    case clientIDEmpty

    public var description: String {
        switch self {
        case .issuerNotSecure(let issuer):
            "issuer “\(issuer)” is refused: give the provider's exact https address (http only on loopback), without query or fragment"
        case .redirectURINotSecure(let address):
            "redirect address “\(address)” is refused: give an https address (http only on loopback) without fragment"
        case .clientIDEmpty: "the client id is empty: give the client_id of the registration"
        }
    }
}
