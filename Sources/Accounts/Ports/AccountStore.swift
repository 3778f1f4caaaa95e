package import Audit
package import Primitives

/// Where accounts are kept. Each method is one transaction, with its audit events in it; a thrown error means that
/// nothing was written.
package protocol AccountStore: Sendable {
    func find(_ id: ID<Account>) async throws -> AccountRecord?

    /// The account as it is released to a client, with the release in history; nil, and nothing written, when it is absent or not active.
    func release(_ id: ID<Account>, audit: AuditEvent) async throws -> AccountRecord?

    /// The account that the first of the candidates belongs to which belongs to any, whatever its status.
    func find(signingInWith candidates: [SignInIdentifier]) async throws -> AccountRecord?

    /// Accounts in the order of their `id`, beginning after `last`.
    func list(matching search: AccountSearch?, after last: ID<Account>?, limit: Int) async throws -> [AccountRecord]

    /// `.written` or `.taken`; the identifiers are `account.signInIdentifiers`.
    func insert(_ account: AccountRecord, audit: AuditEvent) async throws -> AccountWrite

    /// Replaces the account whose revision is still `revision`, and its identifiers with it. A changed password hash
    /// also ends every session and token of the account, forgets its devices and clears its counters (`ThrottleKey.account`): whoever
    /// knew the old password is out. So does a time-code seed that was there and is another one now or none, but for the devices,
    /// which then have proven no code.
    func update(_ account: AccountRecord, from revision: Int64, audit: AuditEvent) async throws -> AccountWrite

    /// Locks or unlocks. Locking ends every session and token of the account in the same transaction; unlocking clears
    /// its counters: it is the operator's way of letting somebody in again.
    func set(_ status: AccountRecord.Status, of id: ID<Account>, at time: Instant, audit: AuditEvent) async throws -> AccountWrite

    /// Puts a stronger hash of the same password in the place of `old`; does nothing when another hash is there by now.
    func upgradePasswordHash(of id: ID<Account>, from old: Secret, to new: Secret, audit: AuditEvent) async throws

    /// Removes the account with its sessions, tokens, known devices, counters and consents. History stays, under the `id`.
    func remove(_ id: ID<Account>, at time: Instant, audit: AuditEvent) async throws -> AccountWrite
}

/// What became of a write to an account.
package enum AccountWrite: Sendable, Equatable {
    case written
    /// There is no such account.
    case absent
    /// The account was changed since it was read.
    case stale
    /// Another account signs in with an identifier of this kind and value.
    case taken(SignInIdentifier.Kind)
}

/// What an operator looks for among accounts: any of the names and identifiers that the text can mean.
package struct AccountSearch: Sendable, Equatable {
    /// A part of the name's search key; nil when the text can only be an identifier.
    package let nameKey: String?
    package let identifiers: [SignInIdentifier]

    package init(_ typed: String) {
        identifiers = SignInIdentifier.candidates(typed)
        let key = PersonName.searchKey(of: String(typed.unicodeScalars.prefix(PersonName.maximumLength)))
        nameKey = identifiers.isEmpty ? key : nil
    }
}
