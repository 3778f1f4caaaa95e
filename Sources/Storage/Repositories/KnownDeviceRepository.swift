package import Accounts
package import Audit
package import Primitives

/// Browsers that accounts have signed in from.
package struct KnownDeviceRepository: KnownDeviceStore {
    let database: any Database
    let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func find(secretHash: [UInt8]) async throws -> [KnownDeviceRecord] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT secret_hash, account, user_agent, created, last_used, proven_more FROM known_device
                WHERE secret_hash = ?1 ORDER BY last_used DESC, account LIMIT 32
                """, [.bytes(secretHash)], row: KnownDeviceRecord.init(row:))
        }
    }

    package func list(of account: ID<Account>) async throws -> [KnownDeviceRecord] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT secret_hash, account, user_agent, created, last_used, proven_more FROM known_device
                WHERE account = ?1 ORDER BY last_used DESC, secret_hash
                """, [SQLValue(account)], row: KnownDeviceRecord.init(row:))
        }
    }

    package func remove(secretHash: [UInt8], of account: ID<Account>, audit: AuditEvent) async throws -> Bool {
        try await database.write { [log] connection in
            let removed = try connection.execute(
                "DELETE FROM known_device WHERE secret_hash = ?1 AND account = ?2", [.bytes(secretHash), SQLValue(account)])
            guard removed == 1 else { return false }
            try log.append(audit, on: connection)
            return true
        }
    }

    /// Adds the device, or notes that it was used again; what was proven there once stays so.
    static func register(_ device: KnownDeviceRecord, on connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO known_device (secret_hash, account, user_agent, created, last_used, proven_more) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (secret_hash, account) DO UPDATE SET user_agent = excluded.user_agent, last_used = excluded.last_used,
                proven_more = CASE WHEN excluded.proven_more = 1 THEN 1 ELSE known_device.proven_more END
            """,
            [
                .bytes(device.secretHash), SQLValue(device.account), .text(device.userAgent), SQLValue(device.created),
                SQLValue(device.lastUsed), SQLValue(device.hasProvenMore),
            ])
    }
}

extension KnownDeviceRecord {
    fileprivate init(row: any Row) {
        self.init(
            secretHash: row.bytes(0), account: row.id(1), userAgent: row.text(2), created: row.instant(3), lastUsed: row.instant(4),
            hasProvenMore: row.bool(5))
    }
}
