internal import HTTP
package import Primitives

/// What a portal may wish of one sign-in. OpenID Connect Core 1.0 §3.1.2.1.
public struct SignInOptions: Sendable {
    /// At least this level for this sign-in, when it is above the configured minimum: a step-up.
    public var minimumLevel: AuthenticationContextClass?
    /// Seconds since the person last proved who they are; 0 asks again.
    public var maximumAge: Int64?
    /// `none`, `login`, `consent`.
    public var prompt: String?
    /// Preferred languages of the provider's pages, such as `en`.
    public var locales: [String]
    public var loginHint: String?
    /// Where in the portal to go afterwards: a path of its own, such as `/dossiers/12?tab=files`.
    public var returnPath: String?

    public init(
        minimumLevel: AuthenticationContextClass? = nil, maximumAge: Int64? = nil, prompt: String? = nil, locales: [String] = [],
        loginHint: String? = nil, returnPath: String? = nil
    ) {
        self.minimumLevel = minimumLevel
        self.maximumAge = maximumAge
        self.prompt = prompt
        self.locales = locales
        self.loginHint = loginHint
        self.returnPath = returnPath
    }
}

/// Where to send the browser, and what it must bring back.
public struct SignInStart: Sendable {
    /// The provider's authorization address with this request.
    public let location: String
    /// Seconds for which `transaction` is good.
    public let lifetime: Int64
    /// To be set as an HttpOnly, SameSite=Lax cookie of this browser and handed to `finishSignIn`.
    public let transaction: String
    /// Distinguishes sign-ins that one browser runs in several tabs; the callback's `state` begins with it.
    public let label: String
}

/// An authorization request with code, PKCE, state and nonce. RFC 6749 §4.1.1, RFC 7636 §4.3.
package struct AuthorizationRequest: Sendable {
    package let client: ClientConfiguration
    package let transaction: SignInTransaction
    package let options: SignInOptions

    package init(client: ClientConfiguration, options: SignInOptions, world: World) throws(Rejection) {
        if let path = options.returnPath, !Self.isOwnPath(path) { throw Rejection(.returnPathForeign) }
        self.client = client
        self.options = options
        transaction = SignInTransaction(
            minimumLevel: [client.minimumLevel, options.minimumLevel].compactMap { $0 }.max(), maximumAge: options.maximumAge,
            returnPath: options.returnPath, world: world)
    }

    package func location(at endpoint: HTTPAddress) -> String {
        var fields = [
            ("response_type", "code"), ("client_id", client.clientID), ("redirect_uri", client.redirectURI),
            ("scope", client.scopes.joined(separator: " ")), ("state", transaction.state), ("nonce", transaction.nonce),
            ("code_challenge", transaction.codeChallenge), ("code_challenge_method", "S256"),
        ]
        if let level = transaction.minimumLevel { fields.append(("acr_values", level.rawValue)) }
        if let age = options.maximumAge { fields.append(("max_age", String(age))) }
        if let prompt = options.prompt { fields.append(("prompt", prompt)) }
        if !options.locales.isEmpty { fields.append(("ui_locales", options.locales.joined(separator: " "))) }
        if let hint = options.loginHint { fields.append(("login_hint", hint)) }
        return endpoint.appending(Form(fields).encoded)
    }

    /// A path on this host: `//host` and `/\host` are other hosts to a browser, and tabs and line ends vanish in one.
    package static func isOwnPath(_ path: String) -> Bool {
        path.hasPrefix("/") && !path.hasPrefix("//") && path.utf8.count <= 1024
            && path.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
    }
}
