internal import HTTP
package import Primitives
internal import TokenCrypto

/// A portal's side of single sign-on: sends people to the provider, proves what comes back, and hears of sign-outs.
///
/// One value serves the whole portal and is safe to use from any task. It trusts nothing but its configuration: the provider's
/// endpoints and keys are fetched from the configured issuer, and every token is checked here. `docs/portals.md` shows its use.
public final class RelyingParty: Sendable {
    public let configuration: ClientConfiguration
    let issuer: HTTPAddress
    private let world: World
    let transport: HTTPTransport
    private let metadata: FetchedDocument<ProviderMetadata>
    private let keys: FetchedDocument<JWKSet>
    private let replays = ReplayCache()
    /// Seals sign-ins that are under way; portals that run as several processes share one.
    private let sealingKey: Secret

    /// - Parameter sealingKey: 32 random bytes that all processes of the portal share; absent: new ones for this process.
    public convenience init(_ configuration: ClientConfiguration, sealingKey: [UInt8]? = nil) throws(ConfigurationRejection) {
        try self.init(configuration, sealingKey: sealingKey.map { Secret($0) }, world: .system)
    }

    package init(_ configuration: ClientConfiguration, sealingKey: Secret? = nil, world: World) throws(ConfigurationRejection) {
        guard let issuer = HTTPAddress(parsing: configuration.issuer), issuer.isSecure, !issuer.hasQuery,
            let location = ProviderMetadata.location(of: issuer)
        else { throw .issuerNotSecure(configuration.issuer) }
        guard let redirect = HTTPAddress(parsing: configuration.redirectURI), redirect.isSecure else {
            throw .redirectURINotSecure(configuration.redirectURI)
        }
        guard !configuration.clientID.isEmpty else { throw .clientIDEmpty }
        let transport = HTTPTransport()
        let metadata = Self.metadata(of: issuer, at: location, transport: transport, world: world)
        self.configuration = configuration
        self.issuer = issuer
        self.world = world
        self.transport = transport
        self.metadata = metadata
        keys = Self.keys(of: metadata, transport: transport, world: world)
        self.sealingKey = sealingKey ?? Secret(world.random(32))
    }

    /// Closes idle connections; the value is of no use afterwards.
    public func close() async throws { try await transport.close() }

    /// Where the provider is: scheme, host and port, for a content security policy.
    public var providerOrigin: String { issuer.origin }

    /// Fetches what a sign-in needs, so that a provider that cannot be reached is noticed before somebody clicks.
    public func prepare() async throws(Rejection) { _ = try await metadata.value() }
}

// MARK: - Signing in

extension RelyingParty {
    /// The address to send a browser to, and the sealed transaction that this browser keeps meanwhile.
    public func startSignIn(_ options: SignInOptions = SignInOptions()) async throws(Rejection) -> SignInStart {
        let provider = try await metadata.value()
        let request = try AuthorizationRequest(client: configuration, options: options, world: world)
        return SignInStart(
            location: request.location(at: provider.authorizationEndpoint), lifetime: SignInTransaction.lifetime,
            transaction: try local { try request.transaction.sealed(key: sealingKey, clientID: configuration.clientID, world: world) },
            label: Self.label(ofState: request.transaction.state))
    }

    /// The part of a callback's `state` that names the transaction, for portals that let one browser sign in from several tabs.
    public static func label(ofState state: String) -> String { String(state.prefix(8)) }

    /// Proves the answer that a browser brought back, redeems its code and proves the ID token.
    ///
    /// - Parameters:
    ///   - query: the callback's query, as it was received, without `?`.
    ///   - transaction: what `startSignIn` gave to this same browser.
    public func finishSignIn(query: String, transaction: String) async throws(Rejection) -> SignIn {
        let pending = try SignInTransaction(
            opening: transaction, key: sealingKey, clientID: configuration.clientID, now: world.now())
        let provider = try await metadata.value()
        let response = try AuthorizationResponse(parsing: query, transaction: pending, metadata: provider)
        let tokens = try await requestTokens([
            ("grant_type", "authorization_code"), ("code", response.code), ("redirect_uri", configuration.redirectURI),
            ("code_verifier", pending.codeVerifier),
        ])
        let idToken = try await prove(tokens, nonce: .exactly(pending.nonce), pending: pending)
        return SignIn(idToken: idToken, tokens: tokens, returnPath: pending.returnPath)
    }

    private func prove(
        _ tokens: TokenSet, nonce: IDTokenExpectations.Nonce, pending: SignInTransaction? = nil, earlier: IDToken? = nil
    ) async throws(Rejection) -> IDToken {
        guard let text = tokens.idToken else { throw Rejection(.tokenResponseIncomplete, "id_token") }
        let expected = IDTokenExpectations(
            check: check([configuration.idTokenSigningAlgorithm]), nonce: nonce, accessToken: tokens.accessToken,
            minimumLevel: pending?.minimumLevel ?? configuration.minimumLevel, maximumAge: pending?.maximumAge, earlier: earlier)
        return try await withKeys { keys throws(Rejection) in try IDToken(verifying: text, keys: keys, expected) }
    }
}

// MARK: - Tokens

extension RelyingParty {
    /// New tokens for a sign-in that still lasts; the refresh token is replaced by the one in the answer. RFC 6749 §6.
    public func refresh(_ refreshToken: String, of idToken: IDToken) async throws(Rejection) -> SignIn {
        let tokens = try await requestTokens([("grant_type", "refresh_token"), ("refresh_token", refreshToken)])
        guard tokens.idToken != nil else { return SignIn(idToken: idToken, tokens: tokens, returnPath: nil) }
        return SignIn(idToken: try await prove(tokens, nonce: .notNeeded, earlier: idToken), tokens: tokens, returnPath: nil)
    }

    /// Ends a refresh or access token, and what came from it. RFC 7009 §2.
    public func revoke(_ token: String) async throws(Rejection) {
        guard let endpoint = try await metadata.value().revocationEndpoint else {
            throw Rejection(.endpointNotOffered, "revocation_endpoint")
        }
        let answer = try await post([("token", token)], to: endpoint)
        guard answer.status == 200 else { throw Rejection(.providerStatusUnexpected, String(answer.status)) }
    }

    /// Proves an access token that somebody presents to this portal's own API. RFC 9068 §4.
    ///
    /// - Parameter audience: how the provider names this API in `aud`.
    public func proveAccessToken(
        _ text: String, audience: String, scopes: [String] = [], minimumLevel: AuthenticationContextClass? = nil
    ) async throws(Rejection) -> AccessToken {
        var check = check([configuration.idTokenSigningAlgorithm, .es256])
        check.audience = audience
        let expected = check
        return try await withKeys { keys throws(Rejection) in
            try AccessToken(verifying: text, keys: keys, check: expected, scopes: scopes, minimumLevel: minimumLevel)
        }
    }

    /// What the provider releases about the person, proven to be about the same one. OpenID Connect Core 1.0 §5.3.
    public func userInfo(_ tokens: TokenSet, of idToken: IDToken) async throws(Rejection) -> Claims {
        guard let endpoint = try await metadata.value().userInfoEndpoint else { throw Rejection(.endpointNotOffered, "userinfo_endpoint") }
        let signed = configuration.userInfoSigningAlgorithm
        let answer = try await transport.get(
            endpoint, accept: signed == nil ? "application/json" : "application/jwt", authorization: "Bearer " + tokens.accessToken)
        guard answer.status == 200 else { throw Rejection(.userInfoRefused, String(answer.status)) }
        guard let signed else {
            guard answer.mediaType == "application/json" else { throw Rejection(.userInfoMediaTypeUnexpected) }
            return try UserInfo.claims(of: try answer.object(), subject: idToken.subject)
        }
        guard answer.mediaType == "application/jwt" else { throw Rejection(.userInfoMediaTypeUnexpected) }
        let text = String(decoding: answer.body, as: UTF8.self)
        let expected = check([signed])
        return try await withKeys { keys throws(Rejection) in
            try UserInfo.claims(verifying: text, keys: keys, check: expected, subject: idToken.subject)
        }
    }

    func requestTokens(_ fields: [(String, String)]) async throws(Rejection) -> TokenSet {
        let answer = try await post(fields, to: try await metadata.value().tokenEndpoint)
        if answer.status == 200 { return try TokenSet(parsing: try answer.object()) }
        guard (400..<500).contains(answer.status), let error = try answer.object()["error"]?.string else {
            throw Rejection(.providerStatusUnexpected, String(answer.status))
        }
        throw Rejection(.tokenRequestRefused, AuthorizationResponse.printable(error))
    }

    private func post(_ fields: [(String, String)], to endpoint: HTTPAddress) async throws(Rejection) -> HTTPTransport.Answer {
        let proof = try local {
            try configuration.authentication.proof(clientID: configuration.clientID, issuer: issuer.text, world: world)
        }
        return try await transport.post(Form(fields + proof.fields), to: endpoint, authorization: proof.authorization)
    }
}

// MARK: - Signing out

extension RelyingParty {
    /// Where to send the browser after the portal ended its own session, so that every portal's ends. RP-Initiated Logout 1.0 §2.
    public func signOutLocation(of idToken: IDToken, state: String? = nil, locales: [String] = []) async throws(Rejection) -> String {
        guard let endpoint = try await metadata.value().endSessionEndpoint else {
            throw Rejection(.endpointNotOffered, "end_session_endpoint")
        }
        var fields = [("id_token_hint", idToken.text), ("client_id", configuration.clientID)]
        if let address = configuration.postLogoutRedirectURI {
            fields.append(("post_logout_redirect_uri", address))
            if let state { fields.append(("state", state)) }
        }
        if !locales.isEmpty { fields.append(("ui_locales", locales.joined(separator: " "))) }
        return endpoint.appending(Form(fields).encoded)
    }

    /// Proves a logout notice that the provider posted; the portal then ends the named sessions and answers 200.
    ///
    /// Each notice is accepted once. OpenID Connect Back-Channel Logout 1.0 §2.5–2.8.
    public func receiveLogout(form body: [UInt8]) async throws(Rejection) -> LogoutToken {
        guard let text = try Parameters(parsing: body).single("logout_token") else {
            throw Rejection(.logoutTokenAbsent)
        }
        let expected = check([configuration.idTokenSigningAlgorithm])
        let token = try await withKeys { keys throws(Rejection) in try LogoutToken(verifying: text, keys: keys, check: expected) }
        try await replays.record(token, now: world.now())
        return token
    }
}

// MARK: - The provider's documents

extension RelyingParty {
    /// Signing and sealing fail only when the cryptographic library does: that ends this request, not the process.
    private func local<Made>(_ make: () throws -> Made) throws(Rejection) -> Made {
        do { return try make() } catch { throw Rejection(.cryptographyFailed) }
    }

    func check(_ algorithms: Set<ClientConfiguration.SigningAlgorithm>) -> TokenCheck {
        TokenCheck(
            issuer: issuer.text, audience: configuration.clientID, algorithms: Set(algorithms.map(\.signature)), now: world.now(),
            leeway: configuration.leeway)
    }

    /// Proves with the keys at hand, and once more with newer ones when the token names a key that is not among them.
    func withKeys<Proven>(_ prove: (JWKSet) throws(Rejection) -> Proven) async throws(Rejection) -> Proven {
        do throws(Rejection) {
            return try prove(try await keys.value())
        } catch  where error.isForUnknownKey {
            return try prove(try await keys.refreshed())
        }
    }

    private static func metadata(
        of issuer: HTTPAddress, at location: HTTPAddress, transport: HTTPTransport, world: World
    ) -> FetchedDocument<ProviderMetadata> {
        FetchedDocument(refreshInterval: 10, now: world.now) { () async throws(Rejection) in
            let answer = try await transport.get(location, accept: "application/json")
            guard answer.status == 200 else { throw Rejection(.providerStatusUnexpected, String(answer.status)) }
            return .init(value: try ProviderMetadata(parsing: try answer.object(), issuer: issuer), lifetime: answer.lifetime())
        }
    }

    /// Ten seconds between refreshes: a key that replaces a revoked one is found at once, an attacker gets six requests a minute.
    private static func keys(
        of metadata: FetchedDocument<ProviderMetadata>, transport: HTTPTransport, world: World
    ) -> FetchedDocument<JWKSet> {
        FetchedDocument(refreshInterval: 10, now: world.now) { () async throws(Rejection) in
            let answer = try await transport.get(try await metadata.value().keySet, accept: "application/jwk-set+json, application/json")
            guard answer.status == 200 else { throw Rejection(.providerStatusUnexpected, String(answer.status)) }
            let document = JSON.object(try answer.object())
            do throws(JWKError) {
                return .init(value: try JWKSet(parsing: document), lifetime: answer.lifetime())
            } catch {
                throw Rejection(.providerAnswerMalformed, "jwks_uri")
            }
        }
    }
}
