internal import HTTP
internal import Primitives
internal import TokenCrypto

/// The answer to an authorization request as it leaves: by redirect or as a form, plain or signed. RFC 6749 §4.1.2, JARM 1.0 §2.3.
struct AuthorizationResponse: Sendable {
    let provider: ProviderContext
    let presentation: any Presentation

    /// With `iss` in success and error alike, against mix-up. RFC 9207 §2.
    func respond(to addressed: AddressedRequest, _ fields: [(String, String)], for http: Request) async -> Response {
        var fields = fields
        if let state = addressed.state { fields.append(("state", state)) }
        fields.append(("iss", provider.issuer))
        if addressed.responseMode.isSigned {
            let issuer = TokenIssuer(provider: provider)
            do {
                fields = [
                    ("response", try await found { [fields] in try await issuer.authorizationResponse(fields, to: addressed.client) })
                ]
            } catch { return await presentation.errorPage(error, for: http) }
        }
        guard addressed.responseMode.isForm else { return .seeOther(addressed.redirect.appending(fields)) }
        return presentation.formPost(to: addressed.redirect, fields: fields, for: http)
    }

    func refuse(_ addressed: AddressedRequest, _ rejection: Rejection, for http: Request) async -> Response {
        let address = ErrorReference(issuer: provider.issuer).address(of: rejection.code, saying: rejection.mend)
        let fields = [("error", rejection.code.rawValue), ("error_description", rejection.mend), ("error_uri", address)]
        return await respond(to: addressed, fields, for: http)
    }
}

extension TrustedRedirect {
    /// The URI with more query parameters; what was registered stays as it is. RFC 6749 §4.1.2.
    package func appending(_ fields: [(String, String)]) -> String {
        fields.isEmpty ? uri : uri + (uri.contains("?") ? "&" : "?") + Form(fields).encoded
    }
}
