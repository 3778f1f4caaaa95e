package import HTTP
internal import Primitives
internal import TokenCrypto

/// A JWT with a code made from the client secret. OpenID Connect Core §9.
package struct ClientSecretJWT: ClientAuthentication {
    package let method = "client_secret_jwt"
    package let form = CredentialForm.assertion
    package var signingAlgorithms: [String] { MACAlgorithm.allCases.map(\.rawValue) }

    private let assertions: ClientAssertion
    private let sealing: SecretSealing

    package init(provider: ProviderContext, replays: any ReplayStore, sealing: SecretSealing) {
        assertions = ClientAssertion(provider: provider, replays: replays)
        self.sealing = sealing
    }

    package func credentials(in request: Request, _ parameters: Parameters) throws(Rejection) -> PresentedCredentials? {
        try ClientAssertion.credentials(in: parameters)
    }

    package func prove(_ credentials: PresentedCredentials, for client: ClientRegistration, at endpoint: String) async throws(Rejection) {
        guard let sealed = client.sealedSecret, let secret = sealing.open(sealed, of: client.id) else { throw .assertionInvalid }
        let named = client.authenticationAlgorithm.flatMap(MACAlgorithm.init(name:))
        let token: VerifiedToken
        do {
            token = try JWT.verify(
                credentials.assertion, secret: secret, algorithms: named.map { [$0] } ?? Set(MACAlgorithm.allCases),
                assertions.expectations(for: client, at: endpoint))
        } catch { throw ClientAssertion.rejection(error) }
        try await assertions.accept(token, from: client, method: method)
    }
}
