/// What grants are made of: the provider, and the stores that they may use.
package struct GrantContext: Sendable {
    package var provider: ProviderContext
    package var authorizations: any AuthorizationStore
    package var claims: any ClaimsSource
    package var codes: any AuthorizationCodeStore
    package var refreshTokens: any RefreshTokenStore
    package var tokens: any TokenStore

    package init(
        provider: ProviderContext, authorizations: any AuthorizationStore, claims: any ClaimsSource, codes: any AuthorizationCodeStore,
        refreshTokens: any RefreshTokenStore, tokens: any TokenStore
    ) {
        self.provider = provider
        self.authorizations = authorizations
        self.claims = claims
        self.codes = codes
        self.refreshTokens = refreshTokens
        self.tokens = tokens
    }
}
