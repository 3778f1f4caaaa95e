package import Audit
package import OAuth
package import Primitives

/// Authorization requests that wait for their person. They change nothing for anybody until they are answered, which is recorded.
package struct PendingAuthorizationRepository: PendingAuthorizationStore {
    let database: any Database

    let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func insert(_ pending: PendingAuthorization) async throws {
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO pending_authorization (hash, browser_hash, parameters, pushed, session, consent_session, created, expires)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                """,
                [
                    .bytes(pending.hash), .bytes(pending.browserHash), .text(pending.parameters.text),
                    SQLValue(pending.pushed), SQLValue(pending.authenticatedSession), SQLValue(pending.consentedSession),
                    SQLValue(pending.created),
                    SQLValue(pending.expires),
                ])
        }
    }

    package func find(_ hash: [UInt8]) async throws -> PendingAuthorization? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT hash, browser_hash, parameters, pushed, session, consent_session, created, expires
                FROM pending_authorization WHERE hash = ?1
                """, [.bytes(hash)], row: PendingAuthorization.init(row:))
        }
    }

    package func recordAuthentication(_ session: ID<Session>, for hash: [UInt8]) async throws {
        try await database.write {
            try $0.execute("UPDATE pending_authorization SET session = ?2 WHERE hash = ?1", [.bytes(hash), SQLValue(session)])
        }
    }

    package func recordConsent(in session: ID<Session>, for hash: [UInt8]) async throws {
        try await database.write {
            try $0.execute("UPDATE pending_authorization SET consent_session = ?2 WHERE hash = ?1", [.bytes(hash), SQLValue(session)])
        }
    }

    package func remove(_ hash: [UInt8], audit: AuditEvent) async throws -> Change {
        try await database.write { [log] connection in
            guard try Self.remove(hash, at: audit.time, on: connection) == .changed else { return .absent }
            try log.append(audit, on: connection)
            return .changed
        }
    }

    /// Whoever removes a request has answered it; nobody else has. One that was pushed may wait in several windows, and is answered
    /// in one of them.
    static func remove(_ hash: [UInt8], at now: Instant, on connection: any Connection) throws -> Change {
        let pushed = try connection.first("SELECT pushed FROM pending_authorization WHERE hash = ?1", [.bytes(hash)]) {
            $0.optionalBytes(0)
        }
        guard try connection.execute("DELETE FROM pending_authorization WHERE hash = ?1", [.bytes(hash)]) == 1 else { return .absent }
        guard let pushed = pushed.flatMap(\.self) else { return .changed }
        return try PushedAuthorizationRepository.spend(pushed, at: now, on: connection)
    }
}

extension PendingAuthorization {
    fileprivate init(row: any Row) throws {
        guard let parameters = try? JSON(parsing: row.text(2)).object else { throw DatabaseError.corrupted("pending authorization") }
        self.init(
            hash: row.bytes(0), browserHash: row.bytes(1), parameters: parameters, pushed: row.optionalBytes(3),
            authenticatedSession: row.optionalID(4), consentedSession: row.optionalID(5), created: row.instant(6), expires: row.instant(7))
    }
}
