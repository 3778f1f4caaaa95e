package import Primitives
package import TokenCrypto

/// What the userinfo endpoint says of a person. OpenID Connect Core 1.0 §5.3.
package enum UserInfo {
    /// The claims, if they are about the person of the ID token: an access token may have been swapped. §5.3.2.
    package static func claims(of object: JSON.Object, subject: String) throws(Rejection) -> Claims {
        guard try IDToken.subject(of: object).utf8.elementsEqual(subject.utf8) else { throw Rejection(.subjectMismatch) }
        return Claims(object)
    }

    /// A signed answer; `exp` is not among the claims that §5.3.2 asks of it.
    package static func claims(verifying text: String, keys: JWKSet, check: TokenCheck, subject: String) throws(Rejection) -> Claims {
        let token = try check.verify(
            text, keys: keys, types: nil, exactAudience: true, required: ["iss", "aud", "sub"], requiresExpiry: false)
        return try claims(of: token.claims, subject: subject)
    }
}
