package import HTTP
internal import HTTPTypes
internal import Primitives

/// No credentials: the client only says who it is, and PKCE does the rest. OpenID Connect Core §9, `none`.
package struct PublicClient: ClientAuthentication {
    package let method = "none"

    package init() {}

    package func credentials(in request: Request, _ parameters: Parameters) throws(Rejection) -> PresentedCredentials? {
        guard let id = parameters["client_id"], parameters["client_secret"] == nil, parameters["client_assertion"] == nil,
            request.headers[.authorization] == nil
        else { return nil }
        return PresentedCredentials(client: ID(id), secret: Secret(""))
    }

    package func prove(_ credentials: PresentedCredentials, for client: ClientRegistration, at endpoint: String) async throws(Rejection) {
        guard client.isPublic else { throw .clientAuthenticationMethodMismatch }
    }
}
