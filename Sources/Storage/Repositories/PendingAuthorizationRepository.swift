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
                INSERT INTO pending_authorization (hash, browser_hash, parameters, session, consent_session, created, expires)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """,
                [
                    .bytes(pending.hash), .bytes(pending.browserHash), .text(pending.parameters.text),
                    SQLValue(pending.authenticatedSession), SQLValue(pending.consentedSession), SQLValue(pending.created),
                    SQLValue(pending.expires),
                ])
        }
    }

    package func find(_ hash: [UInt8]) async throws -> PendingAuthorization? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT hash, browser_hash, parameters, session, consent_session, created, expires
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
            guard try Self.remove(hash, on: connection) == .changed else { return .absent }
            try log.append(audit, on: connection)
            return .changed
        }
    }

    /// Whoever removes a request has answered it; nobody else has.
    static func remove(_ hash: [UInt8], on connection: any Connection) throws -> Change {
        try connection.execute("DELETE FROM pending_authorization WHERE hash = ?1", [.bytes(hash)]) == 1 ? .changed : .absent
    }
}

extension PendingAuthorization {
    fileprivate init(row: any Row) throws {
        guard let parameters = try? JSON(parsing: row.text(2)).object else { throw DatabaseError.corrupted("pending authorization") }
        self.init(
            hash: row.bytes(0), browserHash: row.bytes(1), parameters: parameters, authenticatedSession: row.optionalID(3),
            consentedSession: row.optionalID(4), created: row.instant(5), expires: row.instant(6))
    }
}
