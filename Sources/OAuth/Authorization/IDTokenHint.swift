package import Primitives
package import TokenCrypto

/// Reads `id_token_hint`: an ID token that this issuer gave to this very client, expired or not. A client that got it encrypted sends what
/// was inside, as it is or encrypted to this issuer.
///
/// - SeeAlso: OpenID Connect Core 1.0 §3.1.2.1, RP-Initiated Logout 1.0 §2.
package struct IDTokenHint: Sendable {
    package struct Content: Sendable, Equatable {
        package let client: ID<Client>
        package let subject: String
        package let sid: String?
    }

    let issuer: String
    /// Asked only when a hint came, which is seldom.
    private let keys: @Sendable () -> JWKSet
    private let decryptionKeys: @Sendable () -> [DecryptionKey]
    private let now: Instant

    package init(
        issuer: String, keys: @escaping @Sendable () -> JWKSet, decryptionKeys: @escaping @Sendable () -> [DecryptionKey], now: Instant
    ) {
        self.issuer = issuer
        self.keys = keys
        self.decryptionKeys = decryptionKeys
        self.now = now
    }

    /// - Parameter client: who must be the audience; nil takes the audience for the client.
    /// - Throws: `Rejection.idTokenHintInvalid`
    package func verify(_ text: String, client: ID<Client>?) throws(Rejection) -> Content {
        let token: VerifiedToken
        do {
            token = try JWT.verify(
                try NestedToken.signed(text, keys: decryptionKeys), keys: keys(),
                JWT.Expectations(
                    issuer: issuer, audience: client.map { [$0.value] }, types: ["JWT"], algorithms: Set(TokenIssuer.algorithms),
                    now: now, required: ["sub", "aud"], allowExpired: true))
        } catch { throw .idTokenHintInvalid }
        guard let subject = token.claims["sub"]?.string, let audience = token.claims["aud"]?.string else { throw .idTokenHintInvalid }
        return Content(client: ID(audience), subject: subject, sid: token.claims["sid"]?.string)
    }
}
