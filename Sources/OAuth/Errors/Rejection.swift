internal import HTTPTypes

/// Every way in which a request can be wrong, one case each. The wire sees `code` and `mend`; audit and tests see the case.
package enum Rejection: String, Error, Sendable, CaseIterable {
    case accessTokenAbsent
    case accessTokenBound
    case accessTokenForeignCertificate
    case accessTokenInQuery
    case accessTokenInvalid
    case accessTokenRepeated
    case accessTokenUnbound
    case accountUnavailable
    case actorTokenInvalid
    case assertionAudienceMismatch
    case assertionInvalid
    case assertionReplayed
    case assertionTypeUnknown
    case authenticationInsufficient
    case authenticationLevelUnreachable
    case authenticationNotAsHinted
    case authorizationDetailsMalformed
    case authorizationDetailsTypeUnknown
    case authorizationDetailsWidened
    case backchannelHintNotOne
    case backchannelParameterUnsupported
    case backchannelPersonUnknown
    case backchannelRequestInvalid
    case backchannelRequestReplayed
    case backchannelRequestUnsigned
    case bindingMessageInvalid
    case bodyNotForm
    case bodyNotJSON
    case certificateMismatch
    case certificateMissing
    case certificateUntrusted
    case claimsMalformed
    case clientAuthenticationAbsent
    case clientAuthenticationMethodMismatch
    case clientAuthenticationRepeated
    case clientAuthenticationThrottled
    case clientIDMissing
    case clientIDMismatch
    case clientKeysUnavailable
    case clientMetadataInvalid
    case clientRedirectURIInvalid
    case clientSecretMismatch
    case clientUnknown
    case codeChallengeMalformed
    case codeChallengeMethodUnsupported
    case codeChallengeMissing
    case codeClientMismatch
    case codeExpired
    case codeKeyMismatch
    case codeMissing
    case codeRedirectURIMismatch
    case codeReplayed
    case codeUnknown
    case codeVerifierMalformed
    case codeVerifierMismatch
    case codeVerifierMissing
    case codeVerifierUnexpected
    case consentDenied
    case consentRequired
    case delegationTooDeep
    case dpopKeyMalformed
    case dpopKeyMismatch
    case dpopNonceMissing
    case dpopNonceUnknown
    case dpopProofInvalid
    case dpopProofMisdirected
    case dpopProofMissing
    case dpopProofRepeated
    case dpopProofReplayed
    case dpopProofStale
    case dpopThumbprintMismatch
    case dpopTokenMismatch
    case encodingInvalid
    case exchangeNotAllowed
    case exchangeTargetNotAllowed
    case grantAssertionInvalid
    case grantAssertionMissing
    case grantAssertionReplayed
    case grantAssertionSubjectUnknown
    case grantEnded
    case grantLevelInsufficient
    case grantTypeMissing
    case grantTypeNotRegistered
    case grantTypeUnknown
    case idTokenHintInvalid
    case initialAccessTokenAbsent
    case initialAccessTokenInvalid
    case legacyProfileEnded
    case loginRequired
    case maxAgeMalformed
    case notificationTokenInvalid
    case parameterRepeated
    case parameterTooLong
    case parametersInQuery
    case pendingAuthorizationAnswered
    case pendingAuthorizationForeign
    case pendingAuthorizationUnknown
    case polledCodeExpired
    case polledCodeMissing
    case polledCodeUnknown
    case polledRequestDenied
    case polledRequestPending
    case polledTooSoon
    case possessionUnproven
    case postLogoutRedirectURIUnknown
    case promptMalformed
    case pushRequired
    case redirectURIMissing
    case redirectURIUnknown
    case refreshTokenClientMismatch
    case refreshTokenKeyMismatch
    case refreshTokenMissing
    case refreshTokenReplayed
    case refreshTokenUnknown
    case registrationAccessTokenInvalid
    case registrationUnsupported
    case requestedExpiryMalformed
    case requestObjectForeign
    case requestObjectInvalid
    case requestObjectRequired
    case requestObjectUnsupported
    case requestURIExpired
    case requestURIForeign
    case requestURIPushed
    case requestURIUnavailable
    case requestURIUnknown
    case requestURIUnsupported
    case requestURIWithObject
    case resourceMalformed
    case resourceUnknown
    case responseModeUnsupported
    case responseTypeMissing
    case responseTypeUnsupported
    case scopeEmpty
    case scopeInsufficient
    case scopeMalformed
    case scopeWidened
    case signInCancelled
    case softwareStatementInvalid
    case softwareStatementUnapproved
    case storageUnavailable
    case subjectTokenInvalid
    case subjectTokenMissing
    case tokenMissing
    case tokenTypeUnsupported
    case unexpected

    /// The `error` member of the answer. RFC 6749 §4.1.2.1, §5.2; OpenID Connect Core §3.1.2.6; RFC 6750 §3.1.
    package var code: OAuthErrorCode {
        switch self {
        case .notificationTokenInvalid:
            .invalidRequest
        case .actorTokenInvalid, .backchannelHintNotOne, .backchannelParameterUnsupported, .backchannelRequestInvalid,
            .backchannelRequestReplayed, .backchannelRequestUnsigned, .delegationTooDeep, .exchangeNotAllowed, .grantAssertionMissing,
            .polledCodeMissing, .requestedExpiryMalformed, .subjectTokenInvalid, .subjectTokenMissing, .tokenTypeUnsupported:
            .invalidRequest
        case .backchannelPersonUnknown:
            .unknownUserID
        case .bindingMessageInvalid:
            .invalidBindingMessage
        case .exchangeTargetNotAllowed:
            .invalidTarget
        case .grantAssertionInvalid, .grantAssertionReplayed, .grantAssertionSubjectUnknown, .polledCodeUnknown:
            .invalidGrant
        case .polledCodeExpired:
            .expiredToken
        case .polledRequestDenied:
            .accessDenied
        case .polledRequestPending:
            .authorizationPending
        case .polledTooSoon:
            .slowDown
        // A token in the query is not looked at: to this endpoint none was sent (RFC 6750 §2.3, RFC 9700 §4.3.2).
        case .accessTokenAbsent, .accessTokenBound, .accessTokenForeignCertificate, .accessTokenInQuery, .accessTokenInvalid,
            .accessTokenUnbound, .accountUnavailable, .dpopKeyMismatch, .initialAccessTokenAbsent, .initialAccessTokenInvalid,
            .registrationAccessTokenInvalid:
            .invalidToken
        case .authenticationInsufficient: .insufficientUserAuthentication
        case .authenticationLevelUnreachable: .unmetAuthenticationRequirements
        case .assertionAudienceMismatch, .assertionInvalid, .assertionReplayed, .certificateMismatch, .certificateUntrusted,
            .clientAuthenticationAbsent,
            .clientAuthenticationMethodMismatch, .clientAuthenticationThrottled, .clientSecretMismatch, .clientUnknown:
            .invalidClient
        case .accessTokenRepeated, .assertionTypeUnknown, .bodyNotForm, .certificateMissing, .claimsMalformed,
            .clientAuthenticationRepeated, .clientIDMissing, .clientIDMismatch, .codeChallengeMalformed, .codeChallengeMethodUnsupported,
            .codeChallengeMissing, .codeMissing, .dpopKeyMalformed, .encodingInvalid, .grantTypeMissing,
            .idTokenHintInvalid,
            .maxAgeMalformed,
            .parameterRepeated, .parameterTooLong, .parametersInQuery, .pendingAuthorizationAnswered, .pendingAuthorizationForeign,
            .pendingAuthorizationUnknown, .possessionUnproven, .postLogoutRedirectURIUnknown, .promptMalformed, .pushRequired,
            .redirectURIMissing,
            .redirectURIUnknown,
            .refreshTokenMissing, .requestObjectRequired, .requestURIPushed, .requestURIWithObject, .responseModeUnsupported,
            .responseTypeMissing, .tokenMissing:
            .invalidRequest
        case .codeClientMismatch, .codeExpired, .codeKeyMismatch, .codeRedirectURIMismatch, .codeReplayed, .codeUnknown,
            .codeVerifierMalformed,
            .codeVerifierMismatch, .codeVerifierMissing, .codeVerifierUnexpected, .grantEnded, .grantLevelInsufficient,
            .refreshTokenClientMismatch,
            .refreshTokenKeyMismatch,
            .refreshTokenReplayed, .refreshTokenUnknown:
            .invalidGrant
        case .bodyNotJSON, .clientMetadataInvalid: .invalidClientMetadata
        case .clientRedirectURIInvalid: .invalidRedirectURI
        case .consentDenied, .signInCancelled: .accessDenied
        case .consentRequired: .consentRequired
        case .dpopNonceMissing, .dpopNonceUnknown: .useDPoPNonce
        case .dpopProofInvalid, .dpopProofMisdirected, .dpopProofMissing, .dpopProofRepeated, .dpopProofReplayed, .dpopProofStale,
            .dpopThumbprintMismatch, .dpopTokenMismatch:
            .invalidDPoPProof
        case .grantTypeNotRegistered, .legacyProfileEnded: .unauthorizedClient
        case .grantTypeUnknown: .unsupportedGrantType
        case .authenticationNotAsHinted, .loginRequired: .loginRequired
        case .registrationUnsupported: .registrationNotSupported
        case .authorizationDetailsMalformed, .authorizationDetailsTypeUnknown, .authorizationDetailsWidened: .invalidAuthorizationDetails
        case .requestObjectForeign, .requestObjectInvalid: .invalidRequestObject
        case .requestObjectUnsupported: .requestNotSupported
        case .requestURIExpired, .requestURIForeign, .requestURIUnavailable, .requestURIUnknown: .invalidRequestURI
        case .requestURIUnsupported: .requestURINotSupported
        case .resourceMalformed, .resourceUnknown: .invalidTarget
        case .responseTypeUnsupported: .unsupportedResponseType
        case .scopeEmpty, .scopeMalformed, .scopeWidened: .invalidScope
        case .scopeInsufficient: .insufficientScope
        case .softwareStatementInvalid: .invalidSoftwareStatement
        case .softwareStatementUnapproved: .unapprovedSoftwareStatement
        case .clientKeysUnavailable, .storageUnavailable: .temporarilyUnavailable
        case .unexpected: .serverError
        }
    }
}
