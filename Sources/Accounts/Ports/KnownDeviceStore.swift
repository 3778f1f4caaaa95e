package import Audit
package import Primitives

/// Where known devices are kept. `SessionStore.start` registers them. Each method is one transaction, with its audit events in it.
package protocol KnownDeviceStore: Sendable {
    /// The records of one browser, one per account that it is known to; at most 32, the last used first.
    func find(secretHash: [UInt8]) async throws -> [KnownDeviceRecord]

    func list(of account: ID<Account>) async throws -> [KnownDeviceRecord]

    /// False when it was not there; then nothing is written.
    func remove(secretHash: [UInt8], of account: ID<Account>, audit: AuditEvent) async throws -> Bool
}
