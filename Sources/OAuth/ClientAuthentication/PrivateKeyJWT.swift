package import HTTP
package import Primitives
internal import TokenCrypto

/// A JWT signed with the client's own key. RFC 7523 §2.2 and §3, OpenID Connect Core §9.
package struct PrivateKeyJWT: ClientAuthentication {
    package let method = "private_key_jwt"
    package var signingAlgorithms: [String] { Self.algorithms.map(\.rawValue) }

    static let algorithms = SignatureAlgorithm.allCases
    static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    /// An assertion is made for one request; one that lives longer is worth stealing.
    static let longestLife: Int64 = 3600

    private let issuer: String
    private let replays: any ReplayStore
    private let world: World

    package init(issuer: String, replays: any ReplayStore, world: World) {
        self.issuer = issuer
        self.replays = replays
        self.world = world
    }

    package func credentials(in request: Request, _ parameters: Parameters) throws(Rejection) -> PresentedCredentials? {
        guard let assertion = parameters["client_assertion"] else {
            guard parameters["client_assertion_type"] == nil else { throw .assertionInvalid }
            return nil
        }
        guard parameters["client_assertion_type"] == Self.assertionType else { throw .assertionTypeUnknown }
        // Only to find the registration: the signature is checked with its keys, and `sub` again by that.
        guard let parsed = try? JWS.Parsed(parsing: assertion), let claims = try? JSON(parsing: parsed.payload),
            let subject = claims["sub"]?.string
        else { throw .assertionInvalid }
        return PresentedCredentials(client: ID(subject), secret: Secret(assertion))
    }

    package func prove(_ credentials: PresentedCredentials, for client: ClientRegistration, at endpoint: String) async throws(Rejection) {
        guard let keys = client.keys else { throw .assertionInvalid }
        let now = world.now()
        let token = try verified(credentials, keys: keys, client: client, endpoint: endpoint, now: now)
        guard token.claims["sub"]?.string == client.id.value, let jti = token.claims["jti"]?.string, (1...256).contains(jti.utf8.count),
            let expires = token.claims["exp"]?.instant, expires <= now + Self.longestLife
        else { throw .assertionInvalid }
        let key = Digest.sha256(Array("\(method)\0\(client.id.value)\0\(jti)".utf8))
        guard try await found({ try await replays.consume(key, until: expires + 120) }) == .first else { throw .assertionReplayed }
    }

    private func verified(
        _ credentials: PresentedCredentials, keys: JWKSet, client: ClientRegistration, endpoint: String, now: Instant
    ) throws(Rejection) -> VerifiedToken {
        let expectations = JWT.Expectations(
            issuer: client.id.value, audience: [issuer, issuer + "/token", endpoint], exactAudience: true,
            algorithms: Set(Self.algorithms), now: now, required: ["iss", "sub", "aud", "exp", "jti"])
        do { return try JWT.verify(String(decoding: credentials.secret.exposed, as: UTF8.self), keys: keys, expectations) } catch {
            throw error == .audienceMismatch ? .assertionAudienceMismatch : .assertionInvalid
        }
    }
}
