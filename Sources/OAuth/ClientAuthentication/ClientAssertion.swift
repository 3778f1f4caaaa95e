internal import HTTP
internal import Primitives
internal import TokenCrypto

/// What the two methods that send a JWT have in common. RFC 7521 §4.2, RFC 7523 §2.2 and §3, OpenID Connect Core §9.
struct ClientAssertion: Sendable {
    static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    /// An assertion is made for one request; one that lives longer is worth stealing.
    static let longestLife: Int64 = 3600

    let provider: ProviderContext
    let replays: any ReplayStore

    static func credentials(in parameters: Parameters) throws(Rejection) -> PresentedCredentials? {
        guard let assertion = parameters["client_assertion"] else {
            guard parameters["client_assertion_type"] == nil else { throw .assertionInvalid }
            return nil
        }
        guard parameters["client_assertion_type"] == Self.type else { throw .assertionTypeUnknown }
        // Only to find the registration: the signature is checked with its keys, and `sub` again by that.
        guard let parsed = try? JWS.Parsed(parsing: assertion), let claims = try? JSON(parsing: parsed.payload),
            let subject = claims["sub"]?.string
        else { throw .assertionInvalid }
        return PresentedCredentials(client: ID(subject), secret: Secret(assertion))
    }

    /// - Parameter endpoint: the address of the endpoint that the assertion was sent to.
    func expectations(
        for client: ClientRegistration, at endpoint: String, algorithms: Set<SignatureAlgorithm> = []
    ) -> JWT.Expectations {
        JWT.Expectations(
            issuer: client.id.value, audience: audience(for: client, at: endpoint), exactAudience: true, algorithms: algorithms,
            now: provider.world.now(), required: ["iss", "sub", "aud", "exp", "jti"])
    }

    /// The issuer names us wherever the assertion is sent. The addresses of endpoints are what the standards of old asked for, and what
    /// libraries send; FAPI 2.0 §5.3.2.1 refuses them, since one of them may be another server's that an attacker named.
    private func audience(for client: ClientRegistration, at endpoint: String) -> [String] {
        guard client.profile != .fapi2 else { return [provider.issuer] }
        let paths = ["/token", String(endpoint.dropFirst(provider.issuer.count))]
        return [provider.issuer] + paths.flatMap(provider.urls)
    }

    /// The last checks, and the one use.
    func accept(_ token: VerifiedToken, from client: ClientRegistration, method: String) async throws(Rejection) {
        let now = provider.world.now()
        if client.profile == .fapi2, token.claims["aud"]?.string == nil { throw .assertionAudienceMismatch }
        guard token.claims["sub"]?.string.map({ ID<Client>($0) }) == client.id, let jti = token.claims["jti"]?.string,
            (1...256).contains(jti.utf8.count), let expires = token.claims["exp"]?.instant, expires <= now + Self.longestLife
        else { throw .assertionInvalid }
        let key = Digest.sha256(Array("\(method)\0\(client.id.value)\0\(jti)".utf8))
        guard try await found({ try await replays.consume(key, until: expires + 120) }) == .first else { throw .assertionReplayed }
    }

    static func rejection(_ rejection: JOSERejection) -> Rejection {
        rejection == .audienceMismatch ? .assertionAudienceMismatch : .assertionInvalid
    }
}

extension PresentedCredentials {
    /// The assertion; for other methods, what stands in its place.
    var assertion: String { String(decoding: secret.exposed, as: UTF8.self) }
}
