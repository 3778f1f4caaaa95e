package import Primitives

extension JWT {
    /// What a recipient expects of a token, fixed before it looks at one.
    package struct Expectations: Sendable {
        /// nil: any issuer, for tokens whose signer is proof enough.
        package var issuer: String?
        /// Names of the recipient, of which `aud` must contain one; nil: any audience. An empty list accepts no token.
        package var audience: [String]?
        /// Whether `aud` must name this recipient alone.
        package var exactAudience: Bool
        /// Accepted values of `typ`, case-insensitive, with or without `application/`; nil: any, or none at all.
        package var types: [String]?
        package var algorithms: Set<SignatureAlgorithm>
        package var now: Instant
        /// Seconds by which clocks may differ.
        package var leeway: Int64
        /// Seconds from `iat`, and from now, to `exp` at most.
        package var maximumLifetime: Int64?
        /// Claims that must be there, whatever their value. `exp` is required beside them unless `requiresExpiry` is false.
        package var required: [String]
        package var requiresExpiry: Bool
        /// For `id_token_hint`, which is useful long after it expired. OpenID Connect Core 1.0 §3.1.2.1.
        package var allowExpired: Bool
        package var maximumBytes: Int

        package init(
            issuer: String? = nil, audience: [String]? = nil, exactAudience: Bool = false, types: [String]? = nil,
            algorithms: Set<SignatureAlgorithm>, now: Instant, leeway: Int64 = 60, maximumLifetime: Int64? = nil,
            required: [String] = [], requiresExpiry: Bool = true, allowExpired: Bool = false, maximumBytes: Int = 16_384
        ) {
            self.issuer = issuer
            self.audience = audience
            self.exactAudience = exactAudience
            self.types = types
            self.algorithms = algorithms
            self.now = now
            self.leeway = leeway
            self.maximumLifetime = maximumLifetime
            self.required = required
            self.requiresExpiry = requiresExpiry
            self.allowExpired = allowExpired
            self.maximumBytes = maximumBytes
        }
    }
}

extension JWT.Expectations {
    func check(type: String?) throws(JOSERejection) {
        guard let types else { return }
        guard let type, types.contains(where: { Self.mediaType($0) == Self.mediaType(type) }) else { throw .typeMismatch }
    }

    func check(_ claims: JSON.Object) throws(JOSERejection) {
        guard required.allSatisfy({ claims[$0] != nil }) else { throw .claimMissing }
        try checkIssuer(claims)
        try checkAudience(claims)
        try checkTimes(claims)
    }

    /// RFC 7519 §4.1.1.
    private func checkIssuer(_ claims: JSON.Object) throws(JOSERejection) {
        let value = try Self.text("iss", in: claims)
        guard let issuer else { return }
        guard let value, Self.same(value, issuer) else { throw .issuerMismatch }
    }

    /// RFC 7519 §4.1.3.
    private func checkAudience(_ claims: JSON.Object) throws(JOSERejection) {
        let named = try Self.audience(in: claims)
        guard let audience else { return }
        let accepted = named.filter { name in audience.contains { Self.same($0, name) } }
        guard !accepted.isEmpty else { throw .audienceMismatch }
        if exactAudience, named.count != 1 { throw .audienceMismatch }
    }

    /// RFC 7519 §4.1.4–4.1.6.
    private func checkTimes(_ claims: JSON.Object) throws(JOSERejection) {
        let expiry = try Self.instant("exp", in: claims)
        let issued = try Self.instant("iat", in: claims)
        let notBefore = try Self.instant("nbf", in: claims)
        if requiresExpiry, expiry == nil { throw .claimMissing }
        if let issued, issued > now + leeway { throw .issuedInFuture }
        if let notBefore, notBefore > now + leeway { throw .tokenNotYetValid }
        guard let expiry else { return }
        if !allowExpired, now >= expiry + leeway { throw .tokenExpired }
        guard let maximumLifetime else { return }
        if expiry > now + maximumLifetime + leeway { throw .lifetimeTooLong }
        if let issued, expiry > issued + maximumLifetime { throw .lifetimeTooLong }
    }

    private static func text(_ name: String, in claims: JSON.Object) throws(JOSERejection) -> String? {
        guard let value = claims[name] else { return nil }
        guard let text = value.string else { throw .claimMalformed }
        return text
    }

    private static func audience(in claims: JSON.Object) throws(JOSERejection) -> [String] {
        guard let value = claims["aud"] else { return [] }
        guard let names = value.string.map({ [$0] }) ?? value.strings else { throw .claimMalformed }
        return names
    }

    private static func instant(_ name: String, in claims: JSON.Object) throws(JOSERejection) -> Instant? {
        guard let value = claims[name] else { return nil }
        guard let instant = value.instant else { throw .claimMalformed }
        return instant
    }

    private static func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

    /// RFC 7515 §4.1.9: the prefix may be left out when no other `/` follows.
    private static func mediaType(_ text: String) -> [UInt8] {
        let lowercase = text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        let prefix = Array("application/".utf8)
        guard lowercase.starts(with: prefix) else { return lowercase }
        let rest = Array(lowercase.dropFirst(prefix.count))
        return rest.contains(UInt8(ascii: "/")) ? lowercase : rest
    }
}
