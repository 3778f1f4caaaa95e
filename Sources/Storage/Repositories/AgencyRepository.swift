package import Audit
package import OAuth
package import Primitives
internal import TokenCrypto

/// The bodies that relying parties belong to.
package struct AgencyRepository: AgencyStore {
    let database: any Database
    let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func find(_ code: ID<Agency>) async throws -> AgencyRecord? {
        try await database.read { connection in
            try connection.first(
                "SELECT code, name, english_name, portal_host, statement_keys FROM agency WHERE code = ?1", [SQLValue(code)],
                row: AgencyRecord.init(row:))
        }
    }

    package func list() async throws -> [AgencyRecord] {
        try await database.read { connection in
            try connection.query(
                "SELECT code, name, english_name, portal_host, statement_keys FROM agency ORDER BY code", row: AgencyRecord.init(row:))
        }
    }

    package func put(_ agencies: [AgencyRecord], audit: [AuditEvent]) async throws {
        try await database.write { [log] connection in
            for agency in agencies {
                try connection.execute(
                    """
                    INSERT INTO agency (code, name, english_name, portal_host, statement_keys) VALUES (?1, ?2, ?3, ?4, ?5)
                    ON CONFLICT (code) DO UPDATE
                    SET name = excluded.name, english_name = excluded.english_name, portal_host = excluded.portal_host,
                        statement_keys = COALESCE(excluded.statement_keys, agency.statement_keys)
                    """,
                    [
                        SQLValue(agency.code), .text(agency.name), SQLValue(agency.englishName), SQLValue(agency.portalHost),
                        SQLValue(agency.statementKeys?.json.text),
                    ])
            }
            try log.append(audit, on: connection)
        }
    }
}

extension AgencyRecord {
    fileprivate init(row: any Row) throws {
        self.init(code: row.id(0), name: row.text(1), englishName: row.optionalText(2), portalHost: row.optionalText(3))
        guard let text = row.optionalText(4) else { return }
        guard let keys = try? JWKSet(parsing: JSON(parsing: text)) else { throw DatabaseError.corrupted("keys of agency \(code)") }
        statementKeys = keys
    }
}
