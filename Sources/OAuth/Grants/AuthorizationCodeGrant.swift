internal import Audit
package import HTTP
package import Primitives

/// RFC 6749 §4.1.3, RFC 7636 §4.5, OpenID Connect Core 1.0 §3.1.3.
package struct AuthorizationCodeGrant: Grant {
    package static let type = "authorization_code"
    package static let needsCredentials = false
    package static let documentation = GrantDocumentation(
        title: "Authorization code", standard: "RFC 6749 §4.1.3, RFC 7636, OpenID Connect Core §3.1.3",
        purpose: """
            A person signs in through the browser, and the portal redeems the code: once, within 60 seconds, with the verifier of its PKCE challenge. \
            A code that comes a second time ends every token that the first gave.
            """,
        parameters: [
            .required("code", "the code of the authorization response"),
            .required("redirect_uri", "the one of the authorization request, byte for byte"),
            .optional("code_verifier", "required with PKCE, which every client uses unless it is registered with `require_pkce: false`"),
            .resource, .authorizationDetails,
        ])

    private let provider: ProviderContext
    private let codes: any AuthorizationCodeStore
    private let claims: any ClaimsSource
    private let issuer: TokenIssuer

    package init(_ context: GrantContext) {
        provider = context.provider
        codes = context.codes
        claims = context.claims
        issuer = TokenIssuer(provider: context.provider)
    }

    package func authorize(_ parameters: Parameters, for client: AuthenticatedClient, of request: Request) async throws(Rejection)
        -> JSON.Object
    {
        let (client, confirmation) = (client.registration, client.confirmation)
        let code = try await code(parameters, for: client)
        // A code that was used is judged by the store alone, which also revokes what it gave.
        if code.redeemed == nil { try check(code, parameters, confirmation) }
        guard client.isSatisfied(by: code.authorization) else { throw .grantLevelInsufficient }
        let narrowed = try code.authorization.narrowed(by: parameters, for: client, issuer: provider.issuer)
        let issued = try await issue(narrowed, nonce: code.nonce, for: client, confirmation)
        switch try await found({ try await redeem(code, issued, for: client, of: request) }) {
        case .redeemed: return issued.response
        case .alreadyRedeemed: throw .codeReplayed
        case .authorizationEnded: throw .grantEnded
        case .expired: throw .codeExpired
        }
    }

    private func code(_ parameters: Parameters, for client: ClientRegistration) async throws(Rejection) -> AuthorizationCode {
        guard let text = parameters["code"] else { throw .codeMissing }
        guard let code = try await found({ try await codes.find(StoredKey.of(text)) }) else { throw .codeUnknown }
        guard code.authorization.client == client.id else { throw .codeClientMismatch }
        return code
    }

    private func check(_ code: AuthorizationCode, _ parameters: Parameters, _ confirmation: Confirmation?) throws(Rejection) {
        guard provider.world.now() < code.expires else { throw .codeExpired }
        guard let redirect = parameters["redirect_uri"], redirect.utf8.elementsEqual(code.redirectURI.utf8) else {
            throw .codeRedirectURIMismatch
        }
        if let key = code.proofKey, confirmation != .jwkThumbprint(key) { throw .codeKeyMismatch }
        switch (code.challenge, parameters["code_verifier"]) {
        case (let challenge?, let verifier?): try challenge.verify(verifier)
        case (_?, nil): throw .codeVerifierMissing
        // Otherwise an attacker could strip the challenge from the request. RFC 9700 §4.8.2.
        case (nil, _?): throw .codeVerifierUnexpected
        case (nil, nil): break
        }
    }

    private func issue(
        _ authorization: Authorization, nonce: String?, for client: ClientRegistration, _ confirmation: Confirmation?
    ) async throws(Rejection) -> TokenIssuer.Issued {
        let scopes = client.present(authorization.scopes)
        let release = authorization.claims.limited(to: client.scopes).idTokenRelease
        var idTokenClaims: JSON.Object = [:]
        if !release.isEmpty, scopes.contains("openid"), let account = authorization.account {
            guard let values = try await found({ try await claims.claims(release.needed, of: account) }) else {
                throw .grantEnded
            }
            idTokenClaims = release.claims(from: values)
        }
        let refreshToken = client.allows(grant: "refresh_token") ? provider.newToken() : nil
        return try await issuer.issue(
            authorization, for: client, scopes: scopes, nonce: nonce, idTokenClaims: idTokenClaims,
            refreshToken: refreshToken, confirmation: confirmation)
    }

    private func redeem(
        _ code: AuthorizationCode, _ issued: TokenIssuer.Issued, for client: ClientRegistration, of request: Request
    ) async throws -> Redemption {
        let authorization = code.authorization
        let scopes = client.present(authorization.scopes)
        var narrowed = authorization
        narrowed.scopes = scopes
        let event = AuditEvent(
            issuing: narrowed, by: Self.type, at: provider.world.now(), to: client.id, of: request,
            more: ["idTokenClaims": JSON(authorization.claims.limited(to: client.scopes).idTokenRelease.audited)])
        var replay = event
        replay.action = .authorizationCodeReplayed
        return try await codes.redeem(
            code, at: provider.world.now(), issuing: issued.records,
            participant: scopes.contains("openid") ? provider.subjects.participant(of: authorization) : nil, audit: event,
            replayAudit: replay)
    }
}
