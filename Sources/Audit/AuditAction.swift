/// Everything that is recorded: each state change, and each release of a citizen's data.
///
/// The raw value is what the log holds; it is never changed or used again for something else.
package enum AuditAction: String, Sendable, CaseIterable {
    case accessTokenRefreshed = "token.refreshed"
    case accountCreated = "account.created"
    case accountDeleted = "account.deleted"
    case accountLocked = "account.locked"
    case accountUnlocked = "account.unlocked"
    case accountUpdated = "account.updated"
    case agencyCreated = "agency.created"
    case agencyUpdated = "agency.updated"
    case authorizationCodeIssued = "code.issued"
    case authorizationCodeReplayed = "code.replayed"
    /// A person let a device, or a client that is elsewhere, sign in for them.
    case authorizationAllowed = "authorization.allowed"
    case authorizationRefused = "authorization.refused"
    /// A device, or a client that is elsewhere, asked.
    case authorizationRequested = "authorization.requested"
    case clientCreated = "client.created"
    case clientDeleted = "client.deleted"
    case clientUpdated = "client.updated"
    case consentDenied = "consent.denied"
    case consentGranted = "consent.granted"
    case consentWithdrawn = "consent.withdrawn"
    /// A portal or a person had a document's signatures judged.
    case documentValidated = "document.validated"
    case initialAccessTokenIssued = "agency.token-issued"
    case initialAccessTokensRevoked = "agency.tokens-revoked"
    /// A change of keys that was announced before it, and then could not be stored.
    case keyChangeFailed = "key.change-failed"
    case keyRetired = "key.retired"
    case keyRevoked = "key.revoked"
    case keyRotated = "key.rotated"
    case logoutConfirmed = "logout.confirmed"
    case logoutUndeliverable = "logout.undeliverable"
    case refreshTokenReplayed = "refresh.replayed"
    case schemaMigrated = "schema.migrated"
    case sessionEnded = "session.ended"
    case sessionRaised = "session.raised"
    case sessionStarted = "session.started"
    case signInRefused = "sign-in.refused"
    case tokenRevoked = "token.revoked"
    case tokensIssued = "tokens.issued"
    case trustInstalled = "trust.installed"
    case trustRemoved = "trust.removed"
    case userInfoReleased = "userinfo.released"
}
