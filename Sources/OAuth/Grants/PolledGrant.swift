internal import Audit
internal import HTTP
internal import Primitives
internal import TokenCrypto

/// What the device grant and CIBA have in common: the client polls with a code until its person has answered.
struct PolledGrant: Sendable {
    let type: String
    let kind: PolledAuthorization.Kind
    private let provider: ProviderContext
    private let polled: any PolledAuthorizationStore
    private let issuer: TokenIssuer

    init(type: String, kind: PolledAuthorization.Kind, _ context: GrantContext) {
        self.type = type
        self.kind = kind
        provider = context.provider
        polled = context.polled
        issuer = TokenIssuer(provider: context.provider)
    }

    func authorize(_ code: String?, for client: AuthenticatedClient, of request: Request) async throws(Rejection) -> JSON.Object {
        guard let code else { throw .polledCodeMissing }
        let (registration, now) = (client.registration, provider.world.now())
        let hash = Digest.sha256(Array(code.utf8))
        guard let asked = try await found({ try await polled.find(hash: hash) }), asked.kind == kind, asked.client == registration.id else {
            throw .polledCodeUnknown
        }
        switch asked.state {
        case .redeemed: throw .polledCodeUnknown
        case .denied: throw .polledRequestDenied
        case _ where now >= asked.expires: throw .polledCodeExpired
        case .waiting:
            let poll = try await found { try await polled.poll(hash, at: now) }
            throw poll == .inTime ? Rejection.polledRequestPending : Rejection.polledTooSoon
        case .allowed: return try await redeem(asked, for: registration, client.confirmation, request)
        }
    }

    private func redeem(
        _ asked: PolledAuthorization, for client: ClientRegistration, _ confirmation: Confirmation?, _ request: Request
    ) async throws(Rejection) -> JSON.Object {
        guard let authentication = asked.authentication else { throw .unexpected }
        let scopes = client.present(asked.scopes)
        let authorization = provider.authorization(by: authentication, for: client, scopes: asked.scopes)
        guard client.isSatisfied(by: authorization) else { throw .grantLevelInsufficient }
        let issued = try await issuer.issue(
            authorization, for: client, scopes: scopes, nonce: nil, idTokenClaims: [:],
            refreshToken: client.allows(grant: "refresh_token") ? provider.newToken() : nil,
            confirmation: confirmation)
        let now = provider.world.now()
        let issuance = Issuance(
            authorization: authorization, tokens: issued.records,
            participant: scopes.contains("openid") ? provider.subjects.participant(of: authorization) : nil,
            audit: AuditEvent(issuing: authorization, by: type, at: now, to: client.id, of: request))
        guard try await found({ try await polled.redeem(asked.hash, at: now, issuing: issuance) }) == .changed else {
            throw .polledCodeUnknown
        }
        return issued.response
    }
}
