package import Audit
package import OAuth
package import Primitives

/// Access and refresh tokens, by their hash.
package struct TokenRepository: TokenStore {
    let database: any Database
    let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func find(_ hash: [UInt8], at now: Instant) async throws -> TokenState? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT t.kind, t.grant_id, t.issued, t.expires, t.revoked, t.exchanged, g.client, g.account, g.session, g.details, g.revoked,
                    a.status, s.ended, s.expiry, s.last_seen, s.idle_timeout, n.exchanged, t.confirmation, g.offline, t.content
                FROM token t JOIN authorization_grant g ON g.id = t.grant_id
                    LEFT JOIN account a ON a.id = g.account LEFT JOIN session s ON s.id = g.session LEFT JOIN token n ON n.hash = t.successor
                WHERE t.hash = ?1
                """, [.bytes(hash)]
            ) { try TokenState(row: $0, hash: hash, at: now) }
        }
    }

    package func revoke(_ hash: [UInt8], audit: AuditEvent) async throws {
        try await database.write { [log] connection in
            let revoked = try connection.execute(
                "UPDATE token SET revoked = ?2 WHERE hash = ?1 AND revoked IS NULL", [.bytes(hash), SQLValue(audit.time)])
            guard revoked == 1 else { return }
            try Self.revokeDerived(from: hash, at: audit.time, on: connection)
            try log.append(audit, on: connection)
        }
    }

    package func revoke(_ authorization: ID<Authorization>, audit: AuditEvent) async throws {
        try await database.write { [log] connection in
            if try Self.revoke(authorization, at: audit.time, on: connection) { try log.append(audit, on: connection) }
        }
    }

    /// False when it was revoked before, or gave no tokens.
    @discardableResult
    static func revoke(_ authorization: ID<Authorization>, at time: Instant, on connection: any Connection) throws -> Bool {
        let isRevoked =
            try connection.execute(
                "UPDATE authorization_grant SET revoked = ?2 WHERE id = ?1 AND revoked IS NULL", [SQLValue(authorization), SQLValue(time)])
            == 1
        if isRevoked { try revokeDerived(from: authorization, at: time, on: connection) }
        return isRevoked
    }

    /// What was exchanged for the tokens of an authorization ends with it, and what was exchanged for that. RFC 8693 §2.1.
    static func revokeDerived(from authorization: ID<Authorization>, at time: Instant, on connection: any Connection) throws {
        let derived = try connection.query(
            "SELECT grant_id FROM derived_grant WHERE source_grant = ?1", [SQLValue(authorization)]
        ) { row -> ID<Authorization> in row.id(0) }
        for grant in derived { try revoke(grant, at: time, on: connection) }
    }

    private static func revokeDerived(from token: [UInt8], at time: Instant, on connection: any Connection) throws {
        let derived = try connection.query("SELECT grant_id FROM derived_grant WHERE source = ?1", [.bytes(token)]) {
            row -> ID<Authorization> in row.id(0)
        }
        for grant in derived { try revoke(grant, at: time, on: connection) }
    }

    static func insert(_ token: IssuedToken, on connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO token (hash, kind, grant_id, issued, expires, confirmation, content, status_list, status_index)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """,
            [
                .bytes(token.hash), .text(token.kind.rawValue), SQLValue(token.authorization), SQLValue(token.issued),
                SQLValue(token.expires), SQLValue(token.confirmation?.rawValue), SQLValue(token.content?.text),
                SQLValue(token.status?.list), SQLValue(token.status?.index),
            ])
    }
}

extension TokenState {
    fileprivate init(row: any Row, hash: [UInt8], at now: Instant) throws {
        let token = IssuedToken(
            hash: hash, kind: try row.value(0), authorization: row.id(1), issued: row.instant(2), expires: row.instant(3),
            confirmation: row.isNull(17) ? nil : try row.value(17), content: try row.optionalText(19).map(Self.content))
        self.init(
            token: token, authorization: try Authorization(row: row, id: 1, client: 6, account: 7, session: 8, offline: 18, details: 9),
            revoked: !row.isNull(4) || !row.isNull(10), accountActive: row.optionalText(11) == "active",
            sessionActive: Self.isSessionLive(row, at: now), exchanged: row.optionalInstant(5), successorExchanged: !row.isNull(16))
    }

    private static func content(_ text: String) throws -> JSON.Object {
        guard let object = try? JSON(parsing: text).object else { throw DatabaseError.corrupted("a token's content") }
        return object
    }

    /// The rule of `SessionRecord.isLive`. All columns are null when the session is gone.
    private static func isSessionLive(_ row: any Row, at now: Instant) -> Bool {
        guard row.isNull(12), let expiry = row.optionalInstant(13), let seen = row.optionalInstant(14) else { return false }
        return now < expiry && now.seconds(since: seen) < row.integer(15)
    }
}
