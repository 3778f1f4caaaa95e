internal import Primitives
package import TokenCrypto

/// A proven permission to use this party's API. RFC 9068 §4.
public struct AccessToken: Sendable, Equatable {
    /// The person, or for a machine the client.
    public let subject: String
    /// Who presents the token.
    public let clientID: String
    public let scopes: [String]
    public let level: AuthenticationContextClass?
    public let claims: Claims
}

extension AccessToken {
    /// Signature, `typ`, issuer, this API as audience, times, scope and level. RFC 9068 §4.
    ///
    /// A token is good until `exp` even when it was revoked before; where that matters, ask the introspection endpoint.
    package init(
        verifying text: String, keys: JWKSet, check: TokenCheck, scopes needed: [String], minimumLevel: AuthenticationContextClass?
    ) throws(Rejection) {
        let token = try check.verify(
            text, keys: keys, types: ["at+jwt"], exactAudience: false, required: ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"])
        guard let client = token.claims["client_id"]?.string, !client.isEmpty else { throw Rejection(.accessTokenClientMissing) }
        let scopes = (token.claims["scope"]?.string ?? "").split(separator: " ").map(String.init)
        for scope in needed where !scopes.contains(where: { $0.utf8.elementsEqual(scope.utf8) }) {
            throw Rejection(.scopeInsufficient, scope)
        }
        let subject = try IDToken.subject(of: token.claims)
        let level = try IDToken.level(of: token.claims, minimum: minimumLevel)
        self.init(subject: subject, clientID: client, scopes: scopes, level: level, claims: Claims(token.claims))
    }
}
