/// How an authorization response travels. OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode 1.0, JARM 1.0 §2.3.
package enum ResponseMode: String, Sendable, CaseIterable {
    case query
    case formPost = "form_post"
    /// For the response type `code` the same as `query.jwt`.
    case jwt
    case queryJWT = "query.jwt"
    case formPostJWT = "form_post.jwt"

    /// The parameters travel inside one JWT, the parameter `response`.
    package var isSigned: Bool { [.jwt, .queryJWT, .formPostJWT].contains(self) }
    /// The browser posts a form; otherwise it is redirected.
    package var isForm: Bool { [.formPost, .formPostJWT].contains(self) }
}
