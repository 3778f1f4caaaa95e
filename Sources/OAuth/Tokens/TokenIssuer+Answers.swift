package import Primitives
internal import TokenCrypto

extension TokenIssuer {
    /// A signed token as its recipient takes it: as it is, or encrypted as its registration says. Signed first, encrypted second, so that
    /// who holds the key can show who signed. RFC 7519 §11.2.
    func sealed(_ token: String, for client: ClientRegistration, _ encryption: ResponseEncryption?) async throws -> String {
        guard let encryption else { return token }
        guard let key = await provider.clientKeys.keys(of: client)?.encryptionKey(for: encryption.algorithm) else {
            throw Rejection.clientKeysUnavailable
        }
        return try JWE.encrypt(
            Array(token.utf8), to: key, algorithm: encryption.algorithm, encryption: encryption.encryption, contentType: "JWT",
            world: provider.world)
    }

    /// What a portal keeps of a judgement, to be checked with the keys of this issuer and without asking again. It has no `sub`, and a
    /// type of its own, so that it passes for no other token.
    package func receipt(for report: JSON.Object, to client: ClientRegistration) throws -> String {
        let now = provider.world.now()
        let claims: JSON.Object = [
            "iss": .string(provider.issuer), "aud": .string(client.id.value), "iat": JSON(now), "jti": .string(provider.newIdentifier()),
            "report": .object(report),
        ]
        return try JWT.sign(claims, type: "signature-validation-receipt+jwt", key: try signingKey(.es256, at: now))
    }

    /// The answer about a token as a JWT of its own type, which no one can take for the token that it tells of: it has neither `sub` nor
    /// `exp`. RFC 9701 §5.
    func introspection(_ description: JSON.Object, for client: ClientRegistration) async throws -> String {
        let now = provider.world.now()
        let claims: JSON.Object = [
            "iss": .string(provider.issuer), "aud": .string(client.id.value), "iat": JSON(now), "token_introspection": .object(description),
        ]
        let key = try signingKey(client.answers.introspectionAlgorithm ?? (client.profile.admits(.rs256) ? .rs256 : .es256), at: now)
        return try await sealed(
            try JWT.sign(claims, type: "token-introspection+jwt", key: key), for: client, client.answers.introspectionEncryption)
    }
}
