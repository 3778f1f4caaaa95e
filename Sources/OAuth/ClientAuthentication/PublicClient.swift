package import HTTP
internal import HTTPTypes
internal import Primitives

/// No credentials: the client only says who it is, and PKCE does the rest. OpenID Connect Core §9, `none`.
package struct PublicClient: ClientAuthentication {
    package let method = "none"
    package let form = CredentialForm.identifier

    package init() {}

    package func credentials(in request: Request, _ parameters: Parameters) throws(Rejection) -> PresentedCredentials? {
        PresentedCredentials(identifiedIn: request, parameters)
    }

    package func prove(_ credentials: PresentedCredentials, for client: ClientRegistration, at endpoint: String) async throws(Rejection) {
        guard client.isPublic else { throw .clientAuthenticationMethodMismatch }
    }
}
