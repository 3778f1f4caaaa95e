internal import Audit
package import HTTP
package import Primitives
internal import TokenCrypto

/// RFC 7523 §2.1: a client asserts, with its own registered keys, for whom it acts.
package struct JWTBearerGrant: Grant {
    package static let type = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    /// Seconds: an assertion is made for one request.
    static let longestLife: Int64 = 300
    package static let documentation = GrantDocumentation(
        title: "JWT bearer", standard: "RFC 7523 §2.1, §3.1",
        purpose: """
            A client acts for a person whom it knows and who is not there. It signs the assertion with a key of its own `jwks` or `jwks_uri`: `iss` is its \
            `client_id`, `aud` this issuer or the token endpoint and nothing else, `sub` the person's subject at this very client, `jti` used once, \
            `exp` at most \(longestLife) seconds ahead. The person must have been told, or have agreed, as the client's `consent` says, and not \
            withdrawn since. No ID token, since nobody signed in, and no refresh token, since the client can assert again.
            """,
        parameters: [
            .required("assertion", "the signed JWT"), .required("scope", "what for; all of it must be covered by the person's consent"),
        ])

    private let provider: ProviderContext
    private let authorizations: any AuthorizationStore
    private let consents: any ConsentSource
    private let issuer: TokenIssuer

    package init(_ context: GrantContext) {
        provider = context.provider
        authorizations = context.authorizations
        consents = context.consents
        issuer = TokenIssuer(provider: context.provider)
    }

    package func authorize(_ parameters: Parameters, for client: AuthenticatedClient, of request: Request) async throws(Rejection)
        -> JSON.Object
    {
        let (client, confirmation) = (client.registration, client.confirmation)
        guard let text = parameters["assertion"] else { throw .grantAssertionMissing }
        let assertion = try await verified(text, of: client)
        let scopes = try scopes(parameters, of: client)
        let account = try await account(assertion, of: client, scopes)
        let authorization = Authorization(
            id: provider.newAuthorization(), client: client.id, grantor: .asserted(account), subject: assertion.subject, scopes: scopes,
            isOffline: true)
        guard client.isSatisfied(by: authorization) else { throw .grantLevelInsufficient }
        let issued = try await issuer.issue(
            authorization, for: client, scopes: scopes, nonce: nil, idTokenClaims: [:], refreshToken: nil, confirmation: confirmation)
        let issuance = Issuance(
            authorization: authorization, tokens: issued.records,
            audit: AuditEvent(issuing: authorization, by: Self.type, at: provider.world.now(), to: client.id, of: request))
        switch try await found({ try await authorizations.insert(issuance, spending: assertion.key, until: assertion.expires) }) {
        case .inserted: return issued.response
        case .repeated: throw .grantAssertionReplayed
        case .accountUnavailable: throw .grantAssertionSubjectUnknown
        }
    }

    private struct Assertion {
        let subject: String
        let key: [UInt8]
        let expires: Instant
    }

    /// Algorithm and key come from the registration alone. RFC 7523 §3, RFC 8725 §3.
    private func verified(_ text: String, of client: ClientRegistration) async throws(Rejection) -> Assertion {
        let now = provider.world.now()
        let token: VerifiedToken
        do {
            token = try await provider.clientKeys.verify(
                text, from: client,
                JWT.Expectations(
                    issuer: client.id.value, audience: [provider.issuer, provider.url("/token")], exactAudience: true,
                    algorithms: Set(SignatureAlgorithm.allCases), now: now, required: ["iss", "sub", "aud", "exp", "jti"]))
        } catch { throw .grantAssertionInvalid }
        guard let subject = token.claims["sub"]?.string, let jti = token.claims["jti"]?.string, (1...256).contains(jti.utf8.count),
            let expires = token.claims["exp"]?.instant, expires <= now + Self.longestLife
        else { throw .grantAssertionInvalid }
        let key = Digest.sha256(Array("\(Self.type)\0\(client.id.value)\0\(jti)".utf8))
        return Assertion(subject: subject, key: key, expires: expires + 120)
    }

    private func scopes(_ parameters: Parameters, of client: ClientRegistration) throws(Rejection) -> [String] {
        let asked = parameters.list("scope")
        guard asked.allSatisfy(Scope.isWellFormed) else { throw .scopeMalformed }
        // The assertion is what outlives the session; it is made anew each time.
        let allowed = client.present(asked).filter { $0 != Scope.offlineAccess.rawValue }
        guard !asked.isEmpty, allowed.count == asked.count else { throw .scopeEmpty }
        return asked
    }

    /// The person, if they are one of the client's own, and were asked as the registration says.
    private func account(
        _ assertion: Assertion, of client: ClientRegistration, _ scopes: [String]
    ) async throws(Rejection) -> ID<Account> {
        guard let account = provider.subjects.account(of: assertion.subject, for: client) else { throw .grantAssertionSubjectUnknown }
        let claims = Scope.claims(for: scopes)
        let isSettled = try await found {
            try await consents.isSettled(account: account, client: client, scopes: scopes, claims: claims)
        }
        guard isSettled else { throw .grantAssertionSubjectUnknown }
        return account
    }
}
