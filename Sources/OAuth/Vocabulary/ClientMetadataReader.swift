package import Primitives
internal import TokenCrypto

/// Reads client metadata member by member, and knows at the end which members nobody asked for.
struct ClientMetadataReader {
    private let document: JSON.Object
    private var read: Set<String> = []

    /// Members that change nothing in what is served today, with the values that are therefore true.
    private static let inert: [String: [JSON]] = [
        "application_type": ["web", "native"],
        "backchannel_user_code_parameter": [false],
        "backchannel_logout_session_required": [true, false],
        "frontchannel_logout_session_required": [true, false],
        // Any that is supported may be used, whatever is announced here. OpenID Connect Registration §2.
        "request_object_encryption_alg": ResponseEncryption.algorithms.map { .string($0.rawValue) },
        "request_object_encryption_enc": ResponseEncryption.encryptions.map { .string($0.rawValue) },
        "require_auth_time": [true, false],
    ]
    /// What is kept for people and programs to read, and its shape.
    private static let descriptive: [String: Shape] = [
        "client_id_issued_at": .seconds, "client_secret_expires_at": .seconds, "client_uri": .address, "contacts": .texts,
        "default_acr_values": .texts, "id": .text, "initiate_login_uri": .address, "logo_uri": .address, "policy_uri": .address,
        "software_id": .text, "software_statement": .statement, "software_version": .text, "tos_uri": .address,
    ]

    private enum Shape { case address, seconds, statement, text, texts }

    init(_ document: JSON) throws(ClientMetadataRejection) {
        guard let object = document.object else {
            throw ClientMetadataRejection(member: "client", mend: "give a JSON object of client metadata (RFC 7591 section 2)")
        }
        self.document = object
    }

    func refuse(_ member: String, _ mend: String) -> ClientMetadataRejection { ClientMetadataRejection(member: member, mend: mend) }

    mutating func take(_ name: String) -> JSON? {
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

    /// OpenID Connect Front-Channel Logout 1.0 §2: the address is of the same origin as one of the redirect URIs, so that no page of the
    /// provider can be made to load a stranger's.
    mutating func frontchannelLogout(_ redirects: [String], policy: ClientPolicy) throws(ClientMetadataRejection) -> String? {
        guard let text = try text("frontchannel_logout_uri", maximum: 2048) else { return nil }
        guard let uri = RegisteredURI(text), uri.isAcceptableLink(loopbackAllowed: policy.loopbackAllowed) else {
            throw refuse("frontchannel_logout_uri", "give an https address without fragment")
        }
        guard redirects.contains(where: { RegisteredURI($0)?.origin == uri.origin }) else {
            throw refuse("frontchannel_logout_uri", "scheme, host and port must be those of one of redirect_uris")
        }
        return text
    }

    /// `{"modes": ["impersonation", "delegation"], "audiences": ["client_id", …]}`.
    mutating func tokenExchange(of client: ClientRegistration) throws(ClientMetadataRejection) -> TokenExchangePolicy? {
        guard let value = take("token_exchange") else { return nil }
        guard client.allows(grant: TokenExchangeGrant.type) else {
            throw refuse("token_exchange", "register the grant type \(TokenExchangeGrant.type) too, or leave it out")
        }
        guard let object = value.object, object.members.allSatisfy({ ["modes", "audiences"].contains($0.name) }),
            let modes = object["modes"]?.strings?.map(TokenExchangePolicy.Mode.init(rawValue:)), !modes.isEmpty, !modes.contains(nil),
            let audiences = (object["audiences"] ?? []).strings, audiences.count <= 50,
            audiences.allSatisfy({ (1...ID<Client>.maximumLength).contains($0.utf8.count) })
        else {
            throw refuse("token_exchange", "give modes (impersonation, delegation) and audiences, a list of at most 50 client_ids")
        }
        return TokenExchangePolicy(modes: modes.compactMap { $0 }, audiences: audiences)
    }

    /// OpenID CIBA Core 1.0 §4. Push is not served.
    mutating func backchannel(of client: ClientRegistration, policy: ClientPolicy) throws(ClientMetadataRejection) -> BackchannelDelivery? {
        let mode = try choice("backchannel_token_delivery_mode", of: ["poll", "ping"])
        guard mode == nil || client.allows(grant: BackchannelGrant.type) else {
            throw refuse("backchannel_token_delivery_mode", "register the grant type \(BackchannelGrant.type) too, or leave it out")
        }
        let endpoint = try callback("backchannel_client_notification_endpoint", policy: policy)
        guard (mode == "ping") == (endpoint != nil) else {
            throw refuse("backchannel_client_notification_endpoint", "give it with backchannel_token_delivery_mode ping, and only then")
        }
        let algorithm = try choice("backchannel_authentication_request_signing_alg", of: SignatureAlgorithm.allCases.map(\.rawValue))
        guard algorithm == nil || client.hasKeys else {
            throw refuse("jwks", "signed requests need the client's public keys")
        }
        guard client.allows(grant: BackchannelGrant.type) else { return nil }
        let isStrong = algorithm.flatMap(SignatureAlgorithm.init(rawValue:)).map(client.profile.admits) ?? false
        guard client.profile != .fapi2 || isStrong else {
            throw refuse(
                "backchannel_authentication_request_signing_alg", "the profile fapi2 demands signed requests; use ES256, EdDSA or PS256")
        }
        return BackchannelDelivery(
            requestAlgorithm: algorithm.flatMap(SignatureAlgorithm.init(rawValue:)), notificationEndpoint: endpoint)
    }

    /// OpenID Connect Core 1.0 §8.1: without an agency, all redirect URIs of a pairwise client share one host.
    ///
    /// Only the host of a web address belongs to somebody. A client with an app's address, whose scheme and host anybody can
    /// choose, is a sector of its own: otherwise it could choose to be one with another, and compare its users with theirs.
    /// A list at an address of one host says that they belong together all the same; see `SectorIdentifier`.
    func sector(
        of client: ID<Client>, agency: ID<Agency>?, identifier: String?, redirects: [String], pairwise: Bool
    ) throws(ClientMetadataRejection) -> String {
        if let agency { return "agency:" + agency.value }
        if let host = identifier.flatMap({ RegisteredURI($0)?.host }) { return "host:" + host }
        let addresses = redirects.map { RegisteredURI($0) }
        let hosts = Set(addresses.compactMap { $0?.host })
        guard !hosts.isEmpty, addresses.allSatisfy({ $0?.isWeb == true }) else { return "client:" + client.value }
        guard hosts.count <= 1 || !pairwise else {
            throw refuse("redirect_uris", "pairwise subjects need one host; give agency, sector_identifier_uri, or subject_type public")
        }
        return "host:" + hosts.sorted().joined(separator: " ")
    }

    /// Refuses what was not read, and puts the registration as it now stands into `metadata`.
    mutating func finish(_ client: ClientRegistration, policy: ClientPolicy) throws(ClientMetadataRejection) -> ClientRegistration {
        var client = client
        client.metadata = client.defaultsFilledIn
        for member in document.members where !read.contains(member.name) {
            guard try isKnown(member.name, member.value, policy) else {
                guard policy.ignoresUnknownMembers else { throw refuse(member.name, "this member is not known here; leave it out") }
                continue
            }
            client.metadata[member.name] = member.value == .null ? nil : member.value
        }
        return client
    }

    /// Checks a member that needs no reading.
    private func isKnown(_ name: String, _ value: JSON, _ policy: ClientPolicy) throws(ClientMetadataRejection) -> Bool {
        if let acceptable = Self.inert[name] {
            guard value == .null || acceptable.contains(value) else { throw refuse(name, "this value is not supported here; leave it out") }
            return true
        }
        guard let shape = Self.shape(of: name) else { return false }
        if value != .null { try check(name, value, shape, policy) }
        return true
    }

    /// A member may be there in several languages: `tos_uri#vi`. OpenID Connect Registration §2.1.
    private static func shape(of name: String) -> Shape? {
        guard let mark = name.firstIndex(of: "#") else { return descriptive[name] }
        return name[..<mark] == "client_name" ? .text : descriptive[String(name[..<mark])]
    }

    /// Pages link to these addresses, and people read these texts: nothing else may be hidden in them.
    private func check(_ name: String, _ value: JSON, _ shape: Shape, _ policy: ClientPolicy) throws(ClientMetadataRejection) {
        switch shape {
        case .address:
            guard let uri = value.string.flatMap({ RegisteredURI($0) }), uri.isAcceptableLink(loopbackAllowed: policy.loopbackAllowed)
            else {
                throw refuse(name, "give an https address without fragment")
            }
        case .seconds:
            guard let seconds = value.integer, seconds >= 0 else { throw refuse(name, "give a number of seconds since 1970") }
        case .statement:
            guard let text = value.string, (1...SoftwareStatement.maximumBytes).contains(text.utf8.count) else {
                throw refuse(name, "give a signed statement of at most \(SoftwareStatement.maximumBytes) bytes")
            }
        case .text:
            guard let text = value.string, Self.isPlain(text) else { throw refuse(name, "give a text of 1 to 1000 bytes") }
        case .texts:
            guard let texts = value.strings, texts.count <= 20, texts.allSatisfy(Self.isPlain) else {
                throw refuse(name, "give a list of at most 20 texts of 1 to 1000 bytes")
            }
        }
    }

    private static func isPlain(_ text: String) -> Bool {
        (1...1000).contains(text.utf8.count) && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
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
        if let keysURI { json["jwks_uri"] = .string(keysURI) }
        if let authenticationAlgorithm { json["token_endpoint_auth_signing_alg"] = .string(authenticationAlgorithm) }
        if let sectorIdentifierURI { json[SectorIdentifier.member] = .string(sectorIdentifierURI) }
        json["subject_type"] = .string(subjectType.rawValue)
        json["consent"] = .string(consent.rawValue)
        json["require_pkce"] = .bool(requiresPKCE)
        if let minimumLevel { json["minimum_acr"] = .string(minimumLevel.rawValue) }
        json["profile"] = .string(profile.rawValue)
        if let legacyUntil { json["legacy_until"] = .string(legacyUntil.text) }
        json["id_token_signed_response_alg"] = .string(idTokenAlgorithm.rawValue)
        if let userInfoAlgorithm { json["userinfo_signed_response_alg"] = .string(userInfoAlgorithm.rawValue) }
        if demandsDPoP { json["dpop_bound_access_tokens"] = true }
        if bindsCertificate { json["tls_client_certificate_bound_access_tokens"] = true }
        if let (name, text) = certificateSubject?.member { json[name] = .string(text) }
        for member in answers.json.members { json.append(member.name, member.value) }
        if let backchannelLogoutURI { json["backchannel_logout_uri"] = .string(backchannelLogoutURI) }
        if let frontchannelLogoutURI { json["frontchannel_logout_uri"] = .string(frontchannelLogoutURI) }
        if let defaultMaximumAge { json["default_max_age"] = .integer(defaultMaximumAge) }
        for member in requests.json.members { json.append(member.name, member.value) }
        if let tokenExchange { json["token_exchange"] = .object(tokenExchange.json) }
        if let backchannel {
            json["backchannel_token_delivery_mode"] = .string(backchannel.mode)
            if let endpoint = backchannel.notificationEndpoint {
                json["backchannel_client_notification_endpoint"] = .string(endpoint)
            }
            if let algorithm = backchannel.requestAlgorithm {
                json["backchannel_authentication_request_signing_alg"] = .string(algorithm.rawValue)
            }
        }
        return json
    }

    /// Restores a stored registration from what `metadata` held and the secret's hash. Written by this product, so it is read
    /// with the widest policy; nil when it cannot be read.
    package init?(stored metadata: JSON.Object, secretHash: [UInt8]?, sealedSecret: [UInt8]? = nil) {
        var policy = ClientPolicy(
            loopbackAllowed: true, authenticationMethods: [metadata["token_endpoint_auth_method"]?.string ?? ""],
            grantTypes: metadata["grant_types"]?.strings ?? [])
        policy.certificatesAsked = true
        guard let id = metadata["client_id"]?.string,
            var client = try? ClientRegistration.restore(.object(metadata), id: ID(id), secretHash: secretHash, policy: policy)
        else { return nil }
        client.sealedSecret = sealedSecret
        self = client
    }
}
