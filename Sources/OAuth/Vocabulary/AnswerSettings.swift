internal import Primitives
package import TokenCrypto

/// What a client's registration says about the form of the answers that it is given.
package struct AnswerSettings: Sendable, Equatable {
    package var idTokenEncryption: ResponseEncryption?
    package var userInfoEncryption: ResponseEncryption?
    /// `introspection_signed_response_alg`; for who names none RFC 9701 §6 says RS256, unless the profile forbids it.
    package var introspectionAlgorithm: SignatureAlgorithm?
    package var introspectionEncryption: ResponseEncryption?
    /// For answers in a JWT. JARM 1.0 §3.
    package var authorizationEncryption: ResponseEncryption?
    package var accessTokenFormat = AccessTokenFormat.jwt
    /// `access_token_status`, a member of ours: whether access tokens name their place in a status list. Others' tokens stay small.
    package var listsStatus = false
    /// `resource_identifiers`, a member of ours: what the client is itself, so that it may ask about tokens that are meant for it.
    package var resourceIdentifiers: [String] = []

    package init() {}

    /// Whether an access token with that audience is meant for this client. Compared as bytes.
    func isResource(_ audience: String) -> Bool { resourceIdentifiers.contains { $0.utf8.elementsEqual(audience.utf8) } }
}

extension ClientMetadataReader {
    mutating func answerSettings(of client: ClientRegistration) throws(ClientMetadataRejection) -> AnswerSettings {
        var settings = AnswerSettings()
        settings.idTokenEncryption = try encryption(of: "id_token", for: client)
        settings.userInfoEncryption = try encryption(of: "userinfo", for: client)
        // Anybody can encrypt to a public key: without a signature inside, nothing says who did.
        guard settings.userInfoEncryption == nil || client.userInfoAlgorithm != nil else {
            throw refuse("userinfo_signed_response_alg", "what is encrypted is signed first: name the algorithm of the signature, too")
        }
        settings.introspectionAlgorithm = try algorithm("introspection_signed_response_alg")
        settings.introspectionEncryption = try encryption(of: "introspection", for: client)
        settings.authorizationEncryption = try encryption(of: "authorization", for: client)
        try readAccessTokens(into: &settings)
        return settings
    }

    private mutating func readAccessTokens(into settings: inout AnswerSettings) throws(ClientMetadataRejection) {
        let format = try choice("access_token_format", of: AccessTokenFormat.allCases.map(\.rawValue))
        settings.accessTokenFormat = format.flatMap(AccessTokenFormat.init(rawValue:)) ?? .jwt
        settings.listsStatus = try choice("access_token_status", of: ["none", "status_list"]) == "status_list"
        guard !settings.listsStatus || settings.accessTokenFormat == .jwt else {
            throw refuse("access_token_status", "nobody can read a place in a list out of an opaque token; leave it out")
        }
        settings.resourceIdentifiers = try texts("resource_identifiers", maximum: 50) ?? []
        guard settings.resourceIdentifiers.allSatisfy(Self.isResourceIdentifier) else {
            throw refuse("resource_identifiers", "give absolute https addresses without fragment")
        }
    }

    /// RFC 8707 §2.
    private static func isResourceIdentifier(_ text: String) -> Bool {
        guard let uri = RegisteredURI(text) else { return false }
        return uri.isAcceptableCallback(loopbackAllowed: true)
    }
}

extension AnswerSettings {
    /// As registration members, with the defaults left out.
    var json: JSON.Object {
        var json: JSON.Object = [:]
        for (kind, encryption) in [
            ("id_token", idTokenEncryption), ("userinfo", userInfoEncryption), ("introspection", introspectionEncryption),
            ("authorization", authorizationEncryption),
        ] {
            for member in encryption?.json(for: kind).members ?? [] { json.append(member.name, member.value) }
        }
        if accessTokenFormat != .jwt { json["access_token_format"] = .string(accessTokenFormat.rawValue) }
        if listsStatus { json["access_token_status"] = "status_list" }
        if !resourceIdentifiers.isEmpty { json["resource_identifiers"] = JSON(resourceIdentifiers) }
        if let introspectionAlgorithm { json["introspection_signed_response_alg"] = .string(introspectionAlgorithm.rawValue) }
        return json
    }
}
