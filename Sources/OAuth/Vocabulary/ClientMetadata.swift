package import Primitives
package import TokenCrypto

/// Why a client registration was refused: the member, and how to mend it. RFC 7591 §3.2.2.
package struct ClientMetadataRejection: Error, Equatable, Sendable, CustomStringConvertible {
    package let member: String
    package let mend: String
    package var description: String { "\(member): \(mend)" }
}

/// What the instance allows in registrations.
package struct ClientPolicy: Sendable {
    /// The issuer is on loopback, so portals may be too, over plain http.
    package var loopbackAllowed: Bool
    /// `token_endpoint_auth_method` values that are served.
    package var authenticationMethods: [String]
    package var grantTypes: [String]
    /// Those of them that are for clients with credentials alone.
    package var confidentialGrantTypes: [String] = []
    package var minimumSecretBytes = 16
    /// What signs the ID tokens of a client that names no algorithm.
    package var idTokenAlgorithm = SignatureAlgorithm.es256
    /// A registrant's members that are not known are left out of its registration (RFC 7591 §2); an operator's are a slip to be told of.
    package var ignoresUnknownMembers = false
    /// How the secret of a client with `client_secret_jwt` is kept; without it there is no such method.
    package var sealing: SecretSealing?
    /// Whether connections are asked for client certificates.
    package var certificatesAsked = false

    package init(loopbackAllowed: Bool, authenticationMethods: [String], grantTypes: [String]) {
        self.loopbackAllowed = loopbackAllowed
        self.authenticationMethods = authenticationMethods
        self.grantTypes = grantTypes
    }

    package init(loopbackAllowed: Bool, authenticationMethods: [String], grants: [any Grant.Type]) {
        self.init(
            loopbackAllowed: loopbackAllowed, authenticationMethods: authenticationMethods, grantTypes: grants.map { $0.type })
        confidentialGrantTypes = grants.filter { $0.needsCredentials }.map { $0.type }
    }
}

extension ClientRegistration {
    /// A client secret as it leaves or enters the product, once.
    package typealias Registered = (client: ClientRegistration, secret: Secret?)

    /// Reads client metadata: RFC 7591 and OpenID Connect Registration names, plus `agency`, `consent`, `require_pkce`,
    /// `minimum_acr` and `profile`. Makes what is missing: `client_id`, and `client_secret` where the method needs one.
    package static func register(_ document: JSON, policy: ClientPolicy, world: World) throws(ClientMetadataRejection) -> Registered {
        var members = try ClientMetadataReader(document)
        let id = try members.text("client_id", maximum: ID<Client>.maximumLength) ?? identifier(world)
        guard id.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw members.refuse("client_id", "use printable ASCII without spaces")
        }
        let method = try members.choice("token_endpoint_auth_method", of: policy.authenticationMethods) ?? "client_secret_basic"
        let given = try givenSecret(in: &members, method: method, policy: policy)
        // Long enough for the longest code that is made with it.
        let secret = needsSecret(method) ? given ?? Secret(world.token() + (isSealed(method) ? world.token() : "")) : nil
        var client = try read(&members, id: ID(id), method: method, secretHash: secret.map { Digest.sha256($0.exposed) }, policy: policy)
        try client.seal(secret, policy: policy)
        return (client, secret)
    }

    /// Never begins with a hyphen, which commands would take for an option.
    private static func identifier(_ world: World) -> String {
        let text = Base64URL.encode(world.random(16))
        return text.hasPrefix("-") ? "0" + text.dropFirst() : text
    }

    /// Applies a whole new document to an existing client; its id stays, and its secret unless a new one is given.
    package func updated(with document: JSON, policy: ClientPolicy) throws(ClientMetadataRejection) -> ClientRegistration {
        var members = try ClientMetadataReader(document)
        let named = try members.text("client_id", maximum: ID<Client>.maximumLength)
        if let named, ID<Client>(named) != id {
            throw members.refuse("client_id", "the identifier of a client cannot be changed; register a new client")
        }
        let method = try members.choice("token_endpoint_auth_method", of: policy.authenticationMethods) ?? "client_secret_basic"
        let given = try Self.givenSecret(in: &members, method: method, policy: policy)
        let hash = Self.needsSecret(method) ? given.map { Digest.sha256($0.exposed) } ?? secretHash : nil
        if Self.needsSecret(method), hash == nil { throw members.refuse("client_secret", "the method \(method) needs one") }
        var client = try Self.read(&members, id: id, method: method, secretHash: hash, policy: policy)
        client.sealedSecret = sealedSecret
        try client.seal(given, policy: policy)
        return client
    }

    /// Reads a document that this product stored.
    static func restore(
        _ document: JSON, id: ID<Client>, secretHash: [UInt8]?, policy: ClientPolicy
    ) throws(ClientMetadataRejection) -> ClientRegistration {
        var members = try ClientMetadataReader(document)
        _ = try members.text("client_id", maximum: ID<Client>.maximumLength)
        let method = try members.choice("token_endpoint_auth_method", of: policy.authenticationMethods) ?? "client_secret_basic"
        return try read(&members, id: id, method: method, secretHash: secretHash, policy: policy)
    }

    private static func isSealed(_ method: String) -> Bool { method == "client_secret_jwt" }

    /// A secret that was given before to a client of another method is known by its digest alone, which nobody can compute with.
    private mutating func seal(_ secret: Secret?, policy: ClientPolicy) throws(ClientMetadataRejection) {
        guard Self.isSealed(authenticationMethod) else {
            sealedSecret = nil
            return
        }
        if let secret {
            let minimum = (authenticationAlgorithm.flatMap(MACAlgorithm.init(name:)) ?? .hs256).minimumSecretBytes
            guard secret.exposed.count >= minimum else {
                throw ClientMetadataRejection(
                    member: "client_secret", mend: "use at least \(minimum) characters for this method and algorithm")
            }
            sealedSecret = policy.sealing?.seal(secret, of: id)
        }
        guard sealedSecret != nil else {
            throw ClientMetadataRejection(member: "client_secret", mend: "the method client_secret_jwt needs a new one")
        }
    }

    private static func needsSecret(_ method: String) -> Bool { method.hasPrefix("client_secret_") }

    /// The secret that a document brings along; the same rules hold for a new client and for a changed one.
    private static func givenSecret(
        in members: inout ClientMetadataReader, method: String, policy: ClientPolicy
    ) throws(ClientMetadataRejection) -> Secret? {
        let given = try members.text("client_secret", maximum: 512)
        guard needsSecret(method) else {
            guard given == nil else { throw members.refuse("client_secret", "the method \(method) has no secret; leave it out") }
            return nil
        }
        guard let given else { return nil }
        guard given.utf8.count >= policy.minimumSecretBytes else {
            throw members.refuse(
                "client_secret",
                "use at least \(policy.minimumSecretBytes) characters, or leave it out: a new client gets one, another keeps its own")
        }
        return Secret(given)
    }

    private static func checkGrants(
        _ grants: [String], of id: ID<Client>, method: String, policy: ClientPolicy, _ members: ClientMetadataReader
    ) throws(ClientMetadataRejection) {
        if method == "none", let grant = grants.first(where: policy.confidentialGrantTypes.contains) {
            throw members.refuse("grant_types", "\(grant) is for clients with credentials; choose another token_endpoint_auth_method")
        }
        // Both put the identifier of a client where a person's subject may stand.
        if grants.contains(where: [ClientCredentialsGrant.type, TokenExchangeGrant.type].contains),
            SubjectIdentifier.isShapeOfSubject(id.value)
        {
            throw members.refuse(
                "client_id", "this looks like a person's subject, and would be one in tokens; choose another or leave it out")
        }
    }

    private static func read(
        _ members: inout ClientMetadataReader, id: ID<Client>, method: String, secretHash: [UInt8]?, policy: ClientPolicy
    ) throws(ClientMetadataRejection) -> ClientRegistration {
        let redirects = try members.redirects("redirect_uris", policy: policy)
        let grants = try members.choices("grant_types", of: policy.grantTypes) ?? ["authorization_code"]
        guard !grants.contains("authorization_code") || !redirects.isEmpty else {
            throw members.refuse("redirect_uris", "give at least one address that the person returns to")
        }
        try checkGrants(grants, of: id, method: method, policy: policy, members)
        _ = try members.choices("response_types", of: ["code"])
        let agency = try members.agency()
        let englishName = try members.text("client_name#en", maximum: 200)
        let profile = try members.profile()
        let requiresPKCE = try members.flag("require_pkce") ?? (profile != .legacyPortal || method == "none")
        guard requiresPKCE || method != "none" else {
            throw members.refuse("require_pkce", "a client without credentials needs PKCE; leave it out")
        }
        let subjectType =
            try members.choice("subject_type", of: SubjectType.allCases.map(\.rawValue)).flatMap(SubjectType.init(rawValue:))
            ?? (profile == .legacyPortal ? .public : .pairwise)
        let sectorIdentifierURI = try members.callback(SectorIdentifier.member, policy: policy)
        let sector = try members.sector(
            of: id, agency: agency, identifier: sectorIdentifierURI, redirects: redirects, pairwise: subjectType == .pairwise)
        var client = ClientRegistration(
            id: id, secretHash: secretHash, name: try members.text("client_name", maximum: 200) ?? id.value, englishName: englishName,
            agency: agency, redirectURIs: redirects,
            postLogoutRedirectURIs: try members.redirects("post_logout_redirect_uris", policy: policy),
            authenticationMethod: method, grantTypes: grants,
            scopes: try members.scopes()
                ?? Scope.defaults(for: profile, ofAgency: agency != nil, refreshing: grants.contains("refresh_token")),
            subjectType: subjectType, sector: sector,
            consent: try members.choice("consent", of: ConsentMode.allCases.map(\.rawValue)).flatMap(ConsentMode.init(rawValue:))
                ?? .notice,
            requiresPKCE: requiresPKCE,
            minimumLevel: try members.choice("minimum_acr", of: AssuranceLevel.allCases.map(\.rawValue)).flatMap(
                AssuranceLevel.init(rawValue:)),
            idTokenAlgorithm: try members.algorithm("id_token_signed_response_alg") ?? policy.idTokenAlgorithm,
            userInfoAlgorithm: try members.algorithm("userinfo_signed_response_alg"),
            backchannelLogoutURI: try members.callback("backchannel_logout_uri", policy: policy),
            defaultMaximumAge: try members.seconds("default_max_age"), metadata: [:])
        client.sectorIdentifierURI = sectorIdentifierURI
        client.profile = profile
        try members.readLegacy(of: &client)
        client.frontchannelLogoutURI = try members.frontchannelLogout(redirects, policy: policy)
        try members.readAuthentication(of: &client, policy: policy)
        client.requests = try members.requestSettings(policy: policy)
        client.answers = try members.answerSettings(of: client)
        try profile.check(client)
        guard !client.requests.mustBeSigned || client.hasKeys else {
            throw members.refuse("jwks", "require_signed_request_object needs the client's public keys")
        }
        client.tokenExchange = try members.tokenExchange(of: client)
        client.backchannel = try members.backchannel(of: client, policy: policy)
        return try members.finish(client, policy: policy)
    }
}
