package import HTTP
internal import Primitives
internal import TokenCrypto

/// A JWT signed with the client's own key. RFC 7523 §2.2 and §3, OpenID Connect Core §9.
package struct PrivateKeyJWT: ClientAuthentication {
    package let method = "private_key_jwt"
    package let form = CredentialForm.assertion
    package var signingAlgorithms: [String] { Self.algorithms.map(\.rawValue) }

    static let algorithms = SignatureAlgorithm.allCases

    private let assertions: ClientAssertion
    private let keys: any ClientKeySource

    package init(provider: ProviderContext, replays: any ReplayStore) {
        assertions = ClientAssertion(provider: provider, replays: replays)
        keys = provider.clientKeys
    }

    package func credentials(in request: Request, _ parameters: Parameters) throws(Rejection) -> PresentedCredentials? {
        try ClientAssertion.credentials(in: parameters)
    }

    package func prove(_ credentials: PresentedCredentials, for client: ClientRegistration, at endpoint: String) async throws(Rejection) {
        let named = client.authenticationAlgorithm.flatMap(SignatureAlgorithm.init(name:))
        let algorithms = (named.map { [$0] } ?? Self.algorithms).filter(client.profile.admits)
        let expectations = assertions.expectations(for: client, at: endpoint, algorithms: Set(algorithms))
        let token: VerifiedToken
        do { token = try await keys.verify(credentials.assertion, from: client, expectations) } catch {
            throw ClientAssertion.rejection(error)
        }
        try await assertions.accept(token, from: client, method: method)
    }
}
