package import HTTP
internal import HTTPTypes
internal import Primitives
internal import TokenCrypto

/// Identifier and secret in the `Authorization` header. RFC 6749 §2.3.1, RFC 7617.
package struct ClientSecretBasic: ClientAuthentication {
    package let method = "client_secret_basic"
    package let form = CredentialForm.authorizationField

    package init() {}

    package func credentials(in request: Request, _ parameters: Parameters) throws(Rejection) -> PresentedCredentials? {
        let headers = request.headers[values: .authorization]
        guard let header = headers.first, let encoded = header.credentials(of: "Basic") else { return nil }
        guard headers.count == 1 else { throw .clientAuthenticationRepeated }
        guard let decoded = Base64.decode(Array(encoded.utf8)), let colon = decoded.firstIndex(of: UInt8(ascii: ":")),
            // Both parts are form-encoded first: an identifier may hold a colon.
            let id = text(decoded[..<colon]), let secret = text(decoded[(colon + 1)...]), !id.isEmpty, !secret.isEmpty
        else { throw .clientSecretMismatch }
        return PresentedCredentials(client: ID(id), secret: Secret(secret))
    }

    private func text(_ bytes: ArraySlice<UInt8>) -> String? {
        PercentEncoding.decode(bytes, plusIsSpace: true).flatMap { String(strictUTF8: $0.span) }
    }

    package func prove(_ credentials: PresentedCredentials, for client: ClientRegistration, at endpoint: String) async throws(Rejection) {
        try client.verify(credentials.secret)
    }
}

extension ClientRegistration {
    /// Compares digests, so that the time tells nothing about the secret.
    func verify(_ secret: Secret) throws(Rejection) {
        guard let secretHash, constantTimeEqual(Digest.sha256(secret.exposed), secretHash) else { throw .clientSecretMismatch }
    }
}
