package import Primitives
package import TokenCrypto

/// The only place where tokens are made.
package struct TokenIssuer: Sendable {
    /// What tokens may be signed with, the default first.
    package static let algorithms: [SignatureAlgorithm] = [.es256, .rs256]
    /// The keys that an instance has: to sign what it issues, and to open what clients encrypt for it.
    package static let keyPurposes: [KeyPurpose] = algorithms.map { .signing($0) } + [.decryption(.ecdhES), .decryption(.rsaOAEP256)]

    let provider: ProviderContext

    package init(provider: ProviderContext) { self.provider = provider }

    /// Tokens that were made but not yet stored: nothing of it may leave before `records` are.
    package struct Issued: Sendable {
        package var response: JSON.Object
        package var records: [IssuedToken]
    }

    /// The answer of the token endpoint. RFC 6749 §5.1, OpenID Connect Core §3.1.3.3.
    /// - Parameters:
    ///   - authorization: narrowed to what this access token may be used for.
    ///   - refreshToken: the text to hand out; nil gives none.
    ///   - scopes: what this access token may do; at most what was granted.
    ///   - confirmation: what the access token is bound to; and the refresh token of a client without credentials of its own, which
    ///     nothing else ties to its holder (RFC 9449 §5, RFC 8705 §4).
    package func issue(
        _ authorization: Authorization, for client: ClientRegistration, scopes: [String], nonce: String?, idTokenClaims: JSON.Object,
        refreshToken: String?, confirmation: Confirmation?
    ) async throws(Rejection) -> Issued {
        try await found {
            try await made(
                authorization, for: client, scopes: scopes, nonce: nonce, idTokenClaims: idTokenClaims, refreshToken: refreshToken,
                confirmation: confirmation)
        }
    }

    private func made(
        _ authorization: Authorization, for client: ClientRegistration, scopes: [String], nonce: String?, idTokenClaims: JSON.Object,
        refreshToken: String?, confirmation: Confirmation?
    ) async throws -> Issued {
        let now = provider.world.now()
        let (access, accessRecord) = try await accessToken(authorization, for: client, scopes: scopes, confirmation: confirmation, now: now)
        var response: JSON.Object = [
            "access_token": .string(access), "token_type": .string(Confirmation.tokenType(of: confirmation)),
            "expires_in": .integer(authorization.expiry(from: now, lifetime: provider.lifetimes.accessToken).seconds(since: now)),
        ]
        var records = [accessRecord]
        if let refreshToken {
            response.append("refresh_token", .string(refreshToken))
            records.append(refreshRecord(refreshToken, of: authorization, client.isPublic ? confirmation : nil, now: now))
        }
        // A refresh for a single scope gives one too: what counts is what the client may have, not what this access token may do.
        if let authentication = authorization.grantor.authentication, client.present(authorization.scopes).contains("openid") {
            let token = try await idToken(
                of: authorization.subject, authentication, client: client, nonce: nonce, accessToken: access, claims: idTokenClaims,
                now: now)
            response.append("id_token", .string(token))
        }
        if !scopes.isEmpty { response.append("scope", .string(scopes.joined(separator: " "))) }
        if !authorization.authorizationDetails.isEmpty {
            response.append("authorization_details", .array(authorization.authorizationDetails.map(\.json)))
        }
        return Issued(response: response, records: records)
    }

    private func refreshRecord(
        _ token: String, of authorization: Authorization, _ confirmation: Confirmation?, now: Instant
    ) -> IssuedToken {
        record(token, .refresh, of: authorization, confirmation, now: now, lifetime: provider.lifetimes.refreshIdle)
    }

    private func record(
        _ token: String, _ kind: IssuedToken.Kind, of authorization: Authorization, _ confirmation: Confirmation?, now: Instant,
        lifetime: Int64
    ) -> IssuedToken {
        IssuedToken(
            hash: StoredKey.of(token), kind: kind, authorization: authorization.id, issued: now,
            expires: authorization.expiry(from: now, lifetime: lifetime), confirmation: confirmation)
    }

    /// An access token in the form that the client is registered for, and what is kept of it.
    private func accessToken(
        _ authorization: Authorization, for client: ClientRegistration, scopes: [String], confirmation: Confirmation?, now: Instant
    ) async throws -> (text: String, record: IssuedToken) {
        var claims = accessTokenClaims(authorization, scopes: scopes, confirmation: confirmation, now: now)
        let lifetime = provider.lifetimes.accessToken
        let place = client.answers.listsStatus ? try await provider.statusPlace(until: now + lifetime) : nil
        if let place { claims.append("status", place.claim(issuer: provider.issuer)) }
        let isOpaque = client.answers.accessTokenFormat == .opaque
        let text = isOpaque ? provider.newToken() : try JWT.sign(claims, type: "at+jwt", key: try signingKey(.es256, at: now))
        var record = record(text, .access, of: authorization, confirmation, now: now, lifetime: lifetime)
        record.content = isOpaque ? claims : nil
        record.status = place
        return (text, record)
    }

    /// RFC 9068 §2.
    private func accessTokenClaims(
        _ authorization: Authorization, scopes: [String], confirmation: Confirmation?, now: Instant
    ) -> JSON.Object {
        // `jti` comes first, where `StoredKey` finds its mark.
        var claims: JSON.Object = [
            "jti": .string(provider.newIdentifier()), "iss": .string(provider.issuer), "sub": .string(authorization.subject),
            "aud": audience(of: authorization), "client_id": .string(authorization.client.value), "iat": JSON(now),
            "exp": JSON(authorization.expiry(from: now, lifetime: provider.lifetimes.accessToken)),
        ]
        if !scopes.isEmpty { claims.append("scope", .string(scopes.joined(separator: " "))) }
        if let authentication = authorization.grantor.authentication {
            claims.append("auth_time", JSON(authentication.time))
            claims.append("acr", .string(authentication.level.rawValue))
        }
        if let actor = authorization.actor { claims.append("act", .object(actor)) }
        if let confirmation { claims.append("cnf", confirmation.claim) }
        if !authorization.authorizationDetails.isEmpty {
            claims.append("authorization_details", .array(authorization.authorizationDetails.map(\.json)))
        }
        return claims
    }

    /// RFC 9068 §3, RFC 8707 §2: where the token may be used, and nowhere else.
    private func audience(of authorization: Authorization) -> JSON {
        switch authorization.resources.count {
        case 0: .string(provider.issuer)
        case 1: .string(authorization.resources[0])
        default: JSON(authorization.resources)
        }
    }

    /// OpenID Connect Core 1.0 §2, §3.1.3.6.
    private func idToken(
        of subject: String, _ authentication: Authentication, client: ClientRegistration, nonce: String?, accessToken: String,
        claims more: JSON.Object, now: Instant
    ) async throws -> String {
        var claims: JSON.Object = [
            "iss": .string(provider.issuer), "sub": .string(subject), "aud": .string(client.id.value), "iat": JSON(now),
            "exp": JSON(now + provider.lifetimes.idToken), "auth_time": JSON(authentication.time),
            "acr": .string(authentication.level.rawValue), "amr": JSON(authentication.methods),
        ]
        if let nonce { claims.append("nonce", .string(nonce)) }
        // Both algorithms use SHA-256, so the hash is its left half.
        claims.append("at_hash", .string(Base64URL.encode(Array(Digest.sha256(Array(accessToken.utf8)).prefix(16)))))
        claims.append("sid", .string(provider.subjects.sid(of: authentication.session, for: client.id)))
        for member in more.members where claims[member.name] == nil { claims.append(member.name, member.value) }
        let token = try JWT.sign(claims, type: "JWT", key: try signingKey(client.idTokenAlgorithm, at: now))
        return try await sealed(token, for: client, client.answers.idTokenEncryption)
    }

    /// UserInfo as a JWT. OpenID Connect Core 1.0 §5.3.2.
    package func userInfo(_ claims: JSON.Object, for client: ClientRegistration, algorithm: SignatureAlgorithm) async throws -> String {
        var signed: JSON.Object = ["iss": .string(provider.issuer), "aud": .string(client.id.value)]
        for member in claims.members { signed.append(member.name, member.value) }
        let token = try JWT.sign(signed, type: "JWT", key: try signingKey(algorithm, at: provider.world.now()))
        return try await sealed(token, for: client, client.answers.userInfoEncryption)
    }

    /// The parameters of an authorization response as a JWT. JARM 1.0 §2.1.
    func authorizationResponse(_ fields: [(String, String)], to client: ClientRegistration) async throws -> String {
        let now = provider.world.now()
        var claims: JSON.Object = ["aud": .string(client.id.value), "exp": JSON(now + provider.lifetimes.authorizationResponse)]
        for (name, value) in fields { claims.append(name, .string(value)) }
        let algorithm = client.requests.responseAlgorithm ?? client.idTokenAlgorithm
        let token = try JWT.sign(claims, type: "JWT", key: try signingKey(algorithm, at: now))
        return try await sealed(token, for: client, client.answers.authorizationEncryption)
    }

    /// OpenID Connect Back-Channel Logout 1.0 §2.4; signed as the client's ID tokens are, §2.6.
    package func logoutToken(for notice: LogoutNotice, to client: ClientRegistration) throws -> String {
        let now = provider.world.now()
        let participant = notice.participant
        return try JWT.sign(
            [
                "iss": .string(provider.issuer), "sub": .string(participant.subject), "aud": .string(participant.client.value),
                "iat": JSON(now), "exp": JSON(now + provider.lifetimes.logoutToken),
                "jti": .string(Base64URL.encode(provider.world.random(16))), "sid": .string(participant.sid),
                "events": ["http://schemas.openid.net/event/backchannel-logout": [:]],
            ], type: "logout+jwt", key: try signingKey(client.idTokenAlgorithm, at: now))
    }

    func signingKey(_ algorithm: SignatureAlgorithm, at now: Instant) throws(Rejection) -> SigningKey {
        guard let key = provider.keys().signingKey(for: algorithm, at: now) else { throw .unexpected }
        return key
    }
}
