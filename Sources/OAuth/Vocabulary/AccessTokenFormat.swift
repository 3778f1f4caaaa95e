/// How a client's access tokens look to whoever receives them: `access_token_format`, a member of ours.
package enum AccessTokenFormat: String, Sendable, CaseIterable {
    /// Everybody can read and check it. RFC 9068.
    case jwt
    /// A random value: whoever receives it has to ask. RFC 6749 §1.4.
    case opaque
}
