package import Primitives
internal import TokenCrypto

/// Reads client metadata member by member, and knows at the end which members nobody asked for.
struct ClientMetadataReader {
    private let document: JSON.Object
    private var read: Set<String> = []

    /// Members that change nothing in what is served today, with the values that are therefore true.
    private static let inert: [String: [JSON]] = [
        "application_type": ["web", "native"],
        "backchannel_logout_session_required": [true, false],
        "require_auth_time": [true, false],
        "tls_client_certificate_bound_access_tokens": [false],
        "token_endpoint_auth_signing_alg": ["ES256", "ES384", "EdDSA", "RS256", "PS256"],
    ]
    /// Texts and addresses that are kept for people to read.
    private static let descriptive = [
        "client_uri", "logo_uri", "policy_uri", "tos_uri", "contacts", "software_id", "software_version", "initiate_login_uri",
        "client_id_issued_at", "client_secret_expires_at", "default_acr_values", "id",
    ]

    init(_ document: JSON) throws(ClientMetadataRejection) {
        guard let object = document.object else {
            throw ClientMetadataRejection(member: "client", mend: "give a JSON object of client metadata (RFC 7591 section 2)")
        }
        self.document = object
    }

    func refuse(_ member: String, _ mend: String) -> ClientMetadataRejection { ClientMetadataRejection(member: member, mend: mend) }

    private mutating func take(_ name: String) -> JSON? {
        read.insert(name)
        let value = document[name]
        return value == .null ? nil : value
    }

    mutating func text(_ name: String, maximum: Int) throws(ClientMetadataRejection) -> String? {
        guard let value = take(name) else { return nil }
        guard let text = value.string, (1...maximum).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { throw refuse(name, "give a text of 1 to \(maximum) bytes without control characters") }
        return text
    }

    mutating func flag(_ name: String) throws(ClientMetadataRejection) -> Bool? {
        guard let value = take(name) else { return nil }
        guard let flag = value.bool else { throw refuse(name, "give true or false") }
        return flag
    }

    mutating func seconds(_ name: String) throws(ClientMetadataRejection) -> Int64? {
        guard let value = take(name) else { return nil }
        guard let seconds = value.integer, seconds >= 0 else { throw refuse(name, "give a number of seconds, 0 or more") }
        return seconds
    }

    mutating func choice(_ name: String, of choices: [String]) throws(ClientMetadataRejection) -> String? {
        guard let value = take(name) else { return nil }
        guard let text = value.string, choices.contains(text) else { throw refuse(name, "use one of: \(choices.joined(separator: ", "))") }
        return text
    }

    mutating func choices(_ name: String, of choices: [String]) throws(ClientMetadataRejection) -> [String]? {
        guard let value = take(name) else { return nil }
        guard let list = value.strings, !list.isEmpty, list.allSatisfy(choices.contains) else {
            throw refuse(name, "give a list out of: \(choices.joined(separator: ", "))")
        }
        return list
    }

    mutating func texts(_ name: String, maximum: Int) throws(ClientMetadataRejection) -> [String]? {
        guard let value = take(name) else { return nil }
        guard let list = value.strings, list.count <= maximum else { throw refuse(name, "give a list of at most \(maximum) texts") }
        return list
    }

    mutating func algorithm(_ name: String) throws(ClientMetadataRejection) -> SignatureAlgorithm? {
        try choice(name, of: TokenIssuer.algorithms.map(\.rawValue)).flatMap(SignatureAlgorithm.init(rawValue:))
    }

    mutating func scopes() throws(ClientMetadataRejection) -> [String]? {
        guard let text = try text("scope", maximum: 1000) else { return nil }
        let scopes = text.split(separator: " ").map(String.init)
        if let unknown = scopes.first(where: { Scope(rawValue: $0) == nil }) {
            throw refuse("scope", "\(unknown) does not exist; use: \(Scope.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return scopes
    }

    mutating func agency() throws(ClientMetadataRejection) -> ID<Agency>? {
        guard let text = try text("agency", maximum: 48) else { return nil }
        guard let code = AgencyCode(parsing: text) else { throw refuse("agency", "give the agency's code, such as G15 or H26.17") }
        return ID(code.text)
    }

    mutating func redirects(_ name: String, policy: ClientPolicy) throws(ClientMetadataRejection) -> [String] {
        guard let value = take(name) else { return [] }
        guard let list = value.strings, list.count <= 50 else { throw refuse(name, "give a list of at most 50 addresses") }
        for text in list {
            guard let uri = RegisteredURI(text), uri.isAcceptableRedirect(loopbackAllowed: policy.loopbackAllowed) else {
                throw refuse(
                    name, "\(text) must be https without fragment, user or wildcard (http only for a loopback issuer's loopback portals)")
            }
        }
        return list
    }

    mutating func callback(_ name: String, policy: ClientPolicy) throws(ClientMetadataRejection) -> String? {
        guard let text = try text(name, maximum: 2048) else { return nil }
        guard let uri = RegisteredURI(text), uri.isAcceptableCallback(loopbackAllowed: policy.loopbackAllowed) else {
            throw refuse(name, "give an https address without fragment")
        }
        return text
    }

    mutating func keys(needed: Bool) throws(ClientMetadataRejection) -> JWKSet? {
        guard let value = take("jwks") else {
            guard !needed else { throw refuse("jwks", "private_key_jwt needs the client's public keys") }
            return nil
        }
        do { return try JWKSet(parsing: value) } catch { throw refuse("jwks", "give a JSON Web Key Set of public keys: \(error)") }
    }

    /// OpenID Connect Core 1.0 §8.1: without an agency, all redirect URIs of a pairwise client share one host.
    ///
    /// Only the host of a web address belongs to somebody. A client with an app's address, whose scheme and host anybody can
    /// choose, is a sector of its own: otherwise it could choose to be one with another, and compare its users with theirs.
    mutating func sector(of client: ID<Client>, agency: ID<Agency>?, redirects: [String], pairwise: Bool)
        throws(ClientMetadataRejection) -> String
    {
        if let agency { return "agency:" + agency.value }
        let addresses = redirects.map { RegisteredURI($0) }
        let hosts = Set(addresses.compactMap { $0?.host })
        guard !hosts.isEmpty, addresses.allSatisfy({ $0?.isWeb == true }) else { return "client:" + client.value }
        guard hosts.count <= 1 || !pairwise else {
            throw refuse("redirect_uris", "pairwise subjects need one host; give agency, or subject_type public")
        }
        return "host:" + hosts.sorted().joined(separator: " ")
    }

    /// Refuses what was not read, and puts the registration as it now stands into `metadata`.
    mutating func finish(_ client: ClientRegistration) throws(ClientMetadataRejection) -> ClientRegistration {
        var client = client
        client.metadata = client.defaultsFilledIn
        for member in document.members where !read.contains(member.name) {
            if let acceptable = Self.inert[member.name] {
                guard acceptable.contains(member.value) else { throw refuse(member.name, "this value is not supported here; leave it out") }
            } else if !Self.descriptive.contains(member.name) && !member.name.contains("#") {
                throw refuse(member.name, "this member is not known here; leave it out")
            }
            client.metadata[member.name] = member.value
        }
        return client
    }
}

extension RegisteredURI {
    fileprivate var isWeb: Bool { scheme == "https" || scheme == "http" }
}

extension ClientRegistration {
    fileprivate var defaultsFilledIn: JSON.Object {
        var json: JSON.Object = ["id": .string(id.value), "client_id": .string(id.value), "client_name": .string(name)]
        if let englishName { json["client_name#en"] = .string(englishName) }
        if let agency { json["agency"] = .string(agency.value) }
        json["redirect_uris"] = JSON(redirectURIs)
        json["post_logout_redirect_uris"] = JSON(postLogoutRedirectURIs)
        json["token_endpoint_auth_method"] = .string(authenticationMethod)
        json["grant_types"] = JSON(grantTypes)
        json["response_types"] = ["code"]
        json["scope"] = .string(scopes.joined(separator: " "))
        if let keys { json["jwks"] = .object(keys.json) }
        json["subject_type"] = .string(subjectType.rawValue)
        json["consent"] = .string(consent.rawValue)
        json["require_pkce"] = .bool(requiresPKCE)
        if let minimumLevel { json["minimum_acr"] = .string(minimumLevel.rawValue) }
        json["profile"] = .string(profile.rawValue)
        if let legacyUntil { json["legacy_until"] = .string(legacyUntil.text) }
        json["id_token_signed_response_alg"] = .string(idTokenAlgorithm.rawValue)
        if let userInfoAlgorithm { json["userinfo_signed_response_alg"] = .string(userInfoAlgorithm.rawValue) }
        if demandsDPoP { json["dpop_bound_access_tokens"] = true }
        if let backchannelLogoutURI { json["backchannel_logout_uri"] = .string(backchannelLogoutURI) }
        if let defaultMaximumAge { json["default_max_age"] = .integer(defaultMaximumAge) }
        for member in requests.json.members { json.append(member.name, member.value) }
        return json
    }

    /// Restores a stored registration from what `metadata` held and the secret's hash. Written by this product, so it is read
    /// with the widest policy; nil when it cannot be read.
    package init?(stored metadata: JSON.Object, secretHash: [UInt8]?) {
        let policy = ClientPolicy(
            loopbackAllowed: true, authenticationMethods: [metadata["token_endpoint_auth_method"]?.string ?? ""],
            grantTypes: metadata["grant_types"]?.strings ?? [])
        guard let id = metadata["client_id"]?.string,
            let client = try? ClientRegistration.restore(.object(metadata), id: ID(id), secretHash: secretHash, policy: policy)
        else { return nil }
        self = client
    }
}
