package import TokenCrypto

/// Why the relying party did not go on: one case for each check that can fail.
///
/// Nothing in it is secret: it may be logged and its `code` may be shown to the person.
public struct Rejection: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Reason: String, Sendable, CaseIterable {
        // reaching the provider
        case providerUnreachable
        case providerAnswerTooLarge
        case providerAnswerMalformed
        case providerStatusUnexpected
        case metadataIssuerMismatch
        case metadataIncomplete
        case metadataAddressInsecure
        case endpointNotOffered

        // the answer to an authorization request
        case transactionForged
        case transactionExpired
        case parameterRepeated
        case parameterMalformed
        case stateMismatch
        case responseIssuerMissing
        case responseIssuerMismatch
        case responseCodeMissing
        case authorizationRefused
        case returnPathForeign

        // the answer of the token endpoint
        case tokenRequestRefused
        case tokenResponseIncomplete
        case tokenTypeUnsupported

        // any token: `cause` says which check of RFC 7515, 7519 or 8725 failed
        case tokenRefused

        // an ID token
        case idTokenTypeWrong
        case authorizedPartyMismatch
        case subjectMalformed
        case subjectMismatch
        case nonceMissing
        case nonceMismatch
        case accessTokenHashMismatch
        case levelTooLow
        case authenticationTimeMissing
        case authenticationTooOld
        case authenticationTimeChanged
        case sessionMismatch

        // an access token that a client presents to this party's API
        case accessTokenClientMissing
        case scopeInsufficient

        // a logout token
        case logoutEventMissing
        case logoutNonceForbidden
        case logoutSubjectAndSessionMissing
        case logoutTokenReplayed
        case logoutTokenAbsent
        case replayCacheFull

        // this process
        case cryptographyFailed

        // userinfo
        case userInfoRefused
        case userInfoMediaTypeUnexpected
    }

    public let reason: Reason
    /// What the provider said or which name is concerned: an OAuth error code, a status, a parameter or member name.
    public let detail: String?
    /// Which check of the token itself failed, when `reason` is `tokenRefused`.
    package let cause: JOSERejection?

    package init(_ reason: Reason, _ detail: String? = nil) {
        self.reason = reason
        self.detail = detail
        cause = nil
    }

    package init(_ cause: JOSERejection) {
        reason = .tokenRefused
        detail = nil
        self.cause = cause
    }

    /// A stable code to show and to search for.
    public var code: String { reason.rawValue }

    public var description: String { (cause?.description ?? detail).map { "\(code) (\($0))" } ?? code }
}

extension Rejection {
    /// Whether the provider could not be reached or answered nonsense: the same request may succeed later.
    public var isProviderFault: Bool {
        switch reason {
        case .providerUnreachable, .providerAnswerTooLarge, .providerAnswerMalformed, .providerStatusUnexpected, .metadataIssuerMismatch,
            .metadataIncomplete, .metadataAddressInsecure, .endpointNotOffered, .cryptographyFailed, .replayCacheFull:
            true
        default: false
        }
    }
}
