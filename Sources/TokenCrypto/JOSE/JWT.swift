package import Primitives

/// Claims that are signed. RFC 7519, with the checks of RFC 8725.
package enum JWT {
    /// - Parameter type: `typ`; each kind of token has its own, so that one cannot pass for another. RFC 8725 §3.11.
    package static func sign(_ claims: JSON.Object, type: String?, key: SigningKey) throws -> String {
        try JWS.sign(claims.bytes, type: type, key: key)
    }

    /// The claims, once every expectation holds.
    ///
    /// - Parameter keys: of the party that is expected to have signed, known from elsewhere than the token.
    package static func verify(_ text: String, keys: JWKSet, _ expectations: Expectations) throws(JOSERejection) -> VerifiedToken {
        let parsed = try JWS.Parsed(parsing: text, maximumBytes: expectations.maximumBytes)
        return try accept(parsed, try parsed.verified(by: keys, algorithms: expectations.algorithms), expectations)
    }

    /// The same with a secret that is shared with that party; the algorithms of the expectations, which are for keys, play no part.
    package static func verify(
        _ text: String, secret: Secret, algorithms: Set<MACAlgorithm>, _ expectations: Expectations
    ) throws(JOSERejection) -> VerifiedToken {
        let parsed = try JWS.Parsed(parsing: text, maximumBytes: expectations.maximumBytes)
        return try accept(parsed, try parsed.verified(by: secret, algorithms: algorithms), expectations)
    }

    private static func accept(_ parsed: JWS.Parsed, _ payload: [UInt8], _ expectations: Expectations) throws(JOSERejection)
        -> VerifiedToken
    {
        let claims = try JSON.Object(josePart: payload, otherwise: .payloadMalformed)
        try expectations.check(type: parsed.type)
        try expectations.check(claims)
        return VerifiedToken(claims: claims, header: parsed.header)
    }
}

/// The content of a token whose signature and claims have been found good; only `JWT.verify` makes one.
package struct VerifiedToken: Sendable {
    package let claims: JSON.Object
    package let header: JSON.Object

    fileprivate init(claims: JSON.Object, header: JSON.Object) {
        self.claims = claims
        self.header = header
    }
}
