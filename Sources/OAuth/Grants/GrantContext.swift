/// What grants are made of: the provider, and the stores that they may use.
package struct GrantContext: Sendable {
    package var provider: ProviderContext
    package var authorizations: any AuthorizationStore
    package var claims: any ClaimsSource
    package var clients: any ClientStore
    package var codes: any AuthorizationCodeStore
    package var consents: any ConsentSource
    package var polled: any PolledAuthorizationStore
    package var refreshTokens: any RefreshTokenStore
    package var tokens: any TokenStore

    package init(
        provider: ProviderContext, authorizations: any AuthorizationStore, claims: any ClaimsSource, clients: any ClientStore,
        codes: any AuthorizationCodeStore, consents: any ConsentSource, polled: any PolledAuthorizationStore,
        refreshTokens: any RefreshTokenStore, tokens: any TokenStore
    ) {
        self.provider = provider
        self.authorizations = authorizations
        self.claims = claims
        self.clients = clients
        self.codes = codes
        self.consents = consents
        self.polled = polled
        self.refreshTokens = refreshTokens
        self.tokens = tokens
    }
}
