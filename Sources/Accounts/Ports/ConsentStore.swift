package import Audit
package import Primitives

/// Where the consent ledger is kept: lines are added and marked as withdrawn, never changed. Each method is one
/// transaction, with its audit events in it.
package protocol ConsentStore: Sendable {
    /// The newest line of this pair that has not been withdrawn.
    func find(account: ID<Account>, client: ID<Client>) async throws -> ConsentRecord?

    /// The newest line of every client, withdrawn ones included, the newest first.
    func list(of account: ID<Account>) async throws -> [ConsentRecord]

    /// Adds a line; false, and nothing written, when the account is not active any more.
    func insert(_ consent: ConsentRecord, audit: AuditEvent) async throws -> Bool

    /// Marks every line of the pair as withdrawn and ends the client's tokens for the account; false when none was left.
    func withdraw(account: ID<Account>, client: ID<Client>, at time: Instant, audit: AuditEvent) async throws -> Bool
}
