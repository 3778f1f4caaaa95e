package import HTTPTypes

/// The `error` codes of the standards, and the one mapping to HTTP status.
package enum OAuthErrorCode: String, Sendable, CaseIterable {
    // RFC 6749 §4.1.2.1 and §5.2
    case accessDenied = "access_denied"
    case invalidClient = "invalid_client"
    case invalidGrant = "invalid_grant"
    case invalidRequest = "invalid_request"
    case invalidScope = "invalid_scope"
    case serverError = "server_error"
    case temporarilyUnavailable = "temporarily_unavailable"
    case unauthorizedClient = "unauthorized_client"
    case unsupportedGrantType = "unsupported_grant_type"
    case unsupportedResponseType = "unsupported_response_type"
    // OpenID Connect Core 1.0 §3.1.2.6
    case consentRequired = "consent_required"
    case loginRequired = "login_required"
    case registrationNotSupported = "registration_not_supported"
    case requestNotSupported = "request_not_supported"
    case requestURINotSupported = "request_uri_not_supported"
    // RFC 8707 §2
    case invalidTarget = "invalid_target"
    // RFC 9101 §7
    case invalidRequestObject = "invalid_request_object"
    case invalidRequestURI = "invalid_request_uri"
    // RFC 9396 §5
    case invalidAuthorizationDetails = "invalid_authorization_details"
    // OpenID Connect Core Error Code unmet_authentication_requirements 1.0
    case unmetAuthenticationRequirements = "unmet_authentication_requirements"
    // RFC 9470 §3
    case insufficientUserAuthentication = "insufficient_user_authentication"
    // RFC 6750 §3.1
    case insufficientScope = "insufficient_scope"
    case invalidToken = "invalid_token"
    // RFC 9449 §5, §8
    case invalidDPoPProof = "invalid_dpop_proof"
    case useDPoPNonce = "use_dpop_nonce"
    // RFC 7009 §2.2.1
    case unsupportedTokenType = "unsupported_token_type"

    /// The status of a direct answer; answers by redirect have none.
    package var status: HTTPResponse.Status {
        switch self {
        case .insufficientUserAuthentication, .invalidClient, .invalidToken: .unauthorized
        case .insufficientScope: .forbidden
        case .serverError: .internalServerError
        case .temporarilyUnavailable: .serviceUnavailable
        default: .badRequest
        }
    }
}
