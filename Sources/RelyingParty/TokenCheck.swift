package import Primitives
package import TokenCrypto

/// What every kind of token is measured against.
package struct TokenCheck: Sendable {
    package var issuer: String
    /// This party's name: the client id, or the resource that an access token is for.
    package var audience: String
    /// From the registration, never from the token. RFC 8725 §3.1.
    package var algorithms: Set<SignatureAlgorithm>
    package var now: Instant
    package var leeway: Int64

    package init(issuer: String, audience: String, algorithms: Set<SignatureAlgorithm>, now: Instant, leeway: Int64 = 60) {
        self.issuer = issuer
        self.audience = audience
        self.algorithms = algorithms
        self.now = now
        self.leeway = leeway
    }

    /// Signature, algorithm, issuer, audience and times. RFC 7519 §7.2.
    package func verify(
        _ text: String, keys: JWKSet, types: [String]?, exactAudience: Bool, required: [String], requiresExpiry: Bool = true,
        maximumLifetime: Int64? = nil
    ) throws(Rejection) -> VerifiedToken {
        let expectations = JWT.Expectations(
            issuer: issuer, audience: [audience], exactAudience: exactAudience, types: types, algorithms: algorithms, now: now,
            leeway: leeway, maximumLifetime: maximumLifetime, required: required, requiresExpiry: requiresExpiry)
        do throws(JOSERejection) {
            return try JWT.verify(text, keys: keys, expectations)
        } catch {
            throw Rejection(error)
        }
    }
}

extension Rejection {
    /// Whether the provider may have published a key since: the one reason to ask for its keys again.
    package var isForUnknownKey: Bool { cause == .keyUnknown }
}
