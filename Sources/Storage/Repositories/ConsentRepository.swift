package import Accounts
package import Audit
internal import OAuth
package import Primitives

/// The consent ledger. The lines of one person and client are numbered: two of the same second keep their order.
package struct ConsentRepository: ConsentStore {
    let database: any Database
    let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func find(account: ID<Account>, client: ID<Client>) async throws -> ConsentRecord? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT id, account, client, scopes, claims, basis, text_version, time, withdrawn FROM consent
                WHERE account = ?1 AND client = ?2 AND withdrawn IS NULL ORDER BY line DESC LIMIT 1
                """, [SQLValue(account), SQLValue(client)], row: ConsentRecord.init(row:))
        }
    }

    package func list(of account: ID<Account>) async throws -> [ConsentRecord] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT id, account, client, scopes, claims, basis, text_version, time, withdrawn FROM consent c
                WHERE account = ?1 AND line = (SELECT MAX(line) FROM consent n WHERE n.account = c.account AND n.client = c.client)
                ORDER BY time DESC, id
                """, [SQLValue(account)], row: ConsentRecord.init(row:))
        }
    }

    package func insert(_ consent: ConsentRecord, audit: AuditEvent) async throws -> Bool {
        try await database.write { [log] connection in
            guard try AccountRepository.isActive(consent.account, on: connection) else { return false }
            let line = try connection.first(
                "SELECT COALESCE(MAX(line), 0) + 1 FROM consent WHERE account = ?1 AND client = ?2",
                [SQLValue(consent.account), SQLValue(consent.client)]
            ) { $0.integer(0) }
            try connection.execute(
                """
                INSERT INTO consent (id, account, client, line, scopes, claims, basis, text_version, time, withdrawn)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                """,
                [
                    .text(consent.id), SQLValue(consent.account), SQLValue(consent.client), SQLValue(line),
                    .text(JSON(consent.scopes).text),
                    .text(JSON(consent.claims).text), .text(consent.basis.rawValue), .text(consent.textVersion), SQLValue(consent.time),
                    SQLValue(consent.withdrawn),
                ])
            try log.append(audit, on: connection)
            return true
        }
    }

    package func withdraw(account: ID<Account>, client: ID<Client>, at time: Instant, audit: AuditEvent) async throws -> Bool {
        try await database.write { [log] connection in
            let pair = [SQLValue(account), SQLValue(client)]
            let lines = try connection.execute(
                "UPDATE consent SET withdrawn = ?3 WHERE account = ?1 AND client = ?2 AND withdrawn IS NULL", pair + [SQLValue(time)])
            guard lines > 0 else { return false }
            try connection.execute(
                "UPDATE authorization_grant SET revoked = ?3 WHERE account = ?1 AND client = ?2 AND revoked IS NULL",
                pair + [SQLValue(time)])
            let ended = try connection.query(
                "SELECT id FROM authorization_grant WHERE account = ?1 AND client = ?2 AND revoked = ?3", pair + [SQLValue(time)]
            ) { row -> ID<Authorization> in row.id(0) }
            for grant in ended { try TokenRepository.revokeDerived(from: grant, at: time, on: connection) }
            // A code on its way would turn into tokens after the withdrawal.
            try connection.execute("DELETE FROM authorization_code WHERE account = ?1 AND client = ?2 AND redeemed IS NULL", pair)
            try log.append(audit, on: connection)
            return true
        }
    }
}

extension ConsentRecord {
    fileprivate init(row: any Row) throws {
        guard let scopes = try? JSON(parsing: row.text(3)).strings, let claims = try? JSON(parsing: row.text(4)).strings else {
            throw DatabaseError.corrupted("consent \(row.text(0))")
        }
        self.init(
            id: row.text(0), account: row.id(1), client: row.id(2), scopes: scopes, claims: claims, basis: try row.value(5),
            textVersion: row.text(6), time: row.instant(7), withdrawn: row.optionalInstant(8))
    }
}
