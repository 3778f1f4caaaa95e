/// A person with an account at the provider. Only a name for `ID<Account>` outside the module that owns accounts.
package enum Account {}
/// A browser's session at the provider.
package enum Session {}
/// A relying party's registration.
package enum Client {}
/// A ministry, province or other body that runs relying parties.
package enum Agency {}

/// Proof that a person signed in: the one value through which the account and the protocol modules meet.
package struct Authentication: Sendable, Equatable {
    package let account: ID<Account>
    package let session: ID<Session>
    /// When the person last proved who they are. OpenID Connect Core 1.0 §2, `auth_time`.
    package let time: Instant
    /// What was proven, already limited to what the account's proofing allows.
    package let level: AssuranceLevel
    /// The means used, in the words of RFC 8176.
    package let methods: [String]

    package init(account: ID<Account>, session: ID<Session>, time: Instant, level: AssuranceLevel, methods: [String]) {
        self.account = account
        self.session = session
        self.time = time
        self.level = level
        self.methods = methods
    }
}
