internal import HTTP
internal import HTTPTypes

/// What scripts of other origins are told: everybody may call, nobody with the browser's credentials. Fetch §3.2 (CORS).
///
/// The origin is never reflected and `Access-Control-Allow-Credentials` never sent: a reflected origin with credentials
/// would hand a citizen's session to any page (RFC 9700 §4.17).
enum CrossOrigin {
    static func preflight(allow: String) -> Response {
        Response(
            status: .noContent,
            headers: [
                .accessControlAllowOrigin: "*",
                .accessControlAllowMethods: allow,
                .accessControlAllowHeaders: "Authorization, Content-Type, Accept, Accept-Language, DPoP",
                .accessControlMaxAge: "7200",
            ])
    }

    static func open(_ response: inout Response) {
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.accessControlExposeHeaders] = "WWW-Authenticate, DPoP-Nonce, Retry-After, X-Request-Id"
    }
}
