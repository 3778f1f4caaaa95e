package import Primitives

/// A browser that an account has signed in from. Its secret is this account's alone: whoever else signs in there gets another.
package struct KnownDeviceRecord: Sendable, Equatable {
    /// SHA-256 of the device cookie's value; with `account` the key of the record.
    package let secretHash: [UInt8]
    package let account: ID<Account>
    package var userAgent: String
    package let created: Instant
    package var lastUsed: Instant
    /// Whether a second factor was proven there, with what the account has as its second factor today.
    package var hasProvenMore: Bool

    package init(
        secretHash: [UInt8], account: ID<Account>, userAgent: String, created: Instant, lastUsed: Instant, hasProvenMore: Bool = false
    ) {
        self.secretHash = secretHash
        self.account = account
        self.userAgent = userAgent
        self.created = created
        self.lastUsed = lastUsed
        self.hasProvenMore = hasProvenMore
    }
}
