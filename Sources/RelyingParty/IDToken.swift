package import Primitives
package import TokenCrypto

/// A proven statement of the provider: who signed in, how, and when. OpenID Connect Core 1.0 §2.
public struct IDToken: Sendable, Equatable {
    /// The person as this agency knows them, `sub`: stable here, another at every other agency.
    public let subject: String
    /// The browser's session at the provider, `sid`, which a logout token names.
    public let sessionID: String?
    public let level: AuthenticationContextClass?
    /// When the person last proved who they are, in seconds since 1970-01-01T00:00:00Z.
    public let authenticationTime: Int64?
    /// The means used, `amr`. RFC 8176.
    public let methods: [String]
    public let claims: Claims
    /// The token itself, for `id_token_hint` alone.
    package let text: String
}

/// What one particular ID token must match beside signature, issuer, audience and times.
package struct IDTokenExpectations: Sendable {
    package var check: TokenCheck
    package var nonce: Nonce
    /// The access token that came with it, which `at_hash` binds.
    package var accessToken: String?
    package var minimumLevel: AuthenticationContextClass?
    package var maximumAge: Int64?
    /// The sign-in that a refreshed token must still speak of. OpenID Connect Core 1.0 §12.2.
    package var earlier: IDToken?

    package enum Nonce: Sendable, Equatable {
        /// The answer to our own request must repeat the request's nonce.
        case exactly(String)
        /// A refreshed token need not carry one.
        case notNeeded
    }

    package init(
        check: TokenCheck, nonce: Nonce, accessToken: String? = nil, minimumLevel: AuthenticationContextClass? = nil,
        maximumAge: Int64? = nil, earlier: IDToken? = nil
    ) {
        self.check = check
        self.nonce = nonce
        self.accessToken = accessToken
        self.minimumLevel = minimumLevel
        self.maximumAge = maximumAge
        self.earlier = earlier
    }
}

extension IDToken {
    /// Every check of OpenID Connect Core 1.0 §3.1.3.7 and §3.1.3.8, in an order in which nothing unproven is read.
    package init(verifying text: String, keys: JWKSet, _ expected: IDTokenExpectations) throws(Rejection) {
        let token = try expected.check.verify(
            text, keys: keys, types: nil, exactAudience: true, required: ["iss", "sub", "aud", "exp", "iat"])
        try Self.checkType(token.header)
        let claims = token.claims
        try Self.checkAuthorizedParty(claims, clientID: expected.check.audience)
        try Self.checkNonce(claims["nonce"]?.string, expected.nonce)
        try Self.checkAccessToken(claims, header: token.header, expected.accessToken)
        let subject = try Self.subject(of: claims)
        let level = try Self.level(of: claims, minimum: expected.minimumLevel)
        let time = try Self.authenticationTime(of: claims, expected)
        try Self.checkContinuity(subject: subject, sessionID: claims["sid"]?.string, time: time, expected.earlier)
        self.init(
            subject: subject, sessionID: claims["sid"]?.string, level: level, authenticationTime: time?.secondsSinceEpoch,
            methods: claims["amr"]?.strings ?? [], claims: Claims(claims), text: text)
    }

    /// An ID token says `JWT` or nothing: access and logout tokens of the same provider name their own type. RFC 8725 §3.11.
    private static func checkType(_ header: JSON.Object) throws(Rejection) {
        guard let type = header["typ"] else { return }
        guard let name = type.string, ["jwt", "application/jwt"].contains(name.lowercased()) else { throw Rejection(.idTokenTypeWrong) }
    }

    /// Another audience than this client alone is refused already; `azp` may then only repeat it. OpenID Connect Core 1.0 §3.1.3.7, 3–5.
    private static func checkAuthorizedParty(_ claims: JSON.Object, clientID: String) throws(Rejection) {
        guard let party = claims["azp"] else { return }
        guard let name = party.string, name.utf8.elementsEqual(clientID.utf8) else { throw Rejection(.authorizedPartyMismatch) }
    }

    private static func checkNonce(_ nonce: String?, _ expected: IDTokenExpectations.Nonce) throws(Rejection) {
        guard case .exactly(let value) = expected else { return }
        guard let nonce else { throw Rejection(.nonceMissing) }
        guard constantTimeEqual(Array(nonce.utf8), Array(value.utf8)) else { throw Rejection(.nonceMismatch) }
    }

    /// `at_hash` is the left half of the access token's digest by the header's algorithm. OpenID Connect Core 1.0 §3.1.3.6.
    ///
    /// The claim may be absent in the code flow, where the token came straight from the provider.
    private static func checkAccessToken(_ claims: JSON.Object, header: JSON.Object, _ accessToken: String?) throws(Rejection) {
        guard let accessToken, let claim = claims["at_hash"] else { return }
        let bytes = Array(accessToken.utf8)
        let digest =
            switch header["alg"]?.string.flatMap(SignatureAlgorithm.init(rawValue:)) {
            case .es384: Digest.sha384(bytes)
            case .edDSA: Digest.sha512(bytes)
            default: Digest.sha256(bytes)
            }
        let expected = Base64URL.encode(Array(digest.prefix(digest.count / 2)))
        guard let hash = claim.string, constantTimeEqual(Array(hash.utf8), Array(expected.utf8)) else {
            throw Rejection(.accessTokenHashMismatch)
        }
    }

    /// At most 255 ASCII characters. OpenID Connect Core 1.0 §2.
    package static func subject(of claims: JSON.Object) throws(Rejection) -> String {
        guard let subject = claims["sub"]?.string, (1...255).contains(subject.utf8.count),
            subject.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { throw Rejection(.subjectMalformed) }
        return subject
    }

    /// A missing or unknown `acr` is below every level.
    package static func level(
        of claims: JSON.Object, minimum: AuthenticationContextClass?
    ) throws(Rejection) -> AuthenticationContextClass? {
        let level = claims["acr"]?.string.flatMap(AuthenticationContextClass.init(rawValue:))
        guard let minimum else { return level }
        guard let level, level >= minimum else { throw Rejection(.levelTooLow, minimum.rawValue) }
        return level
    }

    /// `max_age` was asked of the provider; whether it obeyed is checked here. OpenID Connect Core 1.0 §3.1.3.7, 13.
    private static func authenticationTime(of claims: JSON.Object, _ expected: IDTokenExpectations) throws(Rejection) -> Instant? {
        let time = claims["auth_time"]?.instant
        guard let maximumAge = expected.maximumAge else { return time }
        guard let time else { throw Rejection(.authenticationTimeMissing) }
        guard expected.check.now.seconds(since: time) <= maximumAge + expected.check.leeway else { throw Rejection(.authenticationTooOld) }
        return time
    }

    /// A refreshed token speaks of the same person, session and moment as the first. OpenID Connect Core 1.0 §12.2.
    private static func checkContinuity(subject: String, sessionID: String?, time: Instant?, _ earlier: IDToken?) throws(Rejection) {
        guard let earlier else { return }
        guard subject.utf8.elementsEqual(earlier.subject.utf8) else { throw Rejection(.subjectMismatch) }
        if let sessionID, let before = earlier.sessionID, !sessionID.utf8.elementsEqual(before.utf8) { throw Rejection(.sessionMismatch) }
        if let time, let before = earlier.authenticationTime, time.secondsSinceEpoch != before {
            throw Rejection(.authenticationTimeChanged)
        }
    }
}
