package import HTTP
internal import Primitives

/// Identifier and secret in the form. RFC 6749 §2.3.1.
package struct ClientSecretPost: ClientAuthentication {
    package let method = "client_secret_post"
    package let form = CredentialForm.secretParameter

    package init() {}

    package func credentials(in request: Request, _ parameters: Parameters) throws(Rejection) -> PresentedCredentials? {
        guard let secret = parameters["client_secret"] else { return nil }
        guard let id = parameters["client_id"] else { throw .clientIDMissing }
        return PresentedCredentials(client: ID(id), secret: Secret(secret))
    }

    package func prove(_ credentials: PresentedCredentials, for client: ClientRegistration, at endpoint: String) async throws(Rejection) {
        try client.verify(credentials.secret)
    }
}
