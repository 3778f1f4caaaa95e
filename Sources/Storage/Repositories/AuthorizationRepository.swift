internal import Audit
package import OAuth
package import Primitives

/// Authorizations that no code led to.
package struct AuthorizationRepository: AuthorizationStore {
    let database: any Database
    let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    /// The authorization is written once in twelve hours, so that a token is one row.
    package func insert(standing issuance: Issuance) async throws {
        try await database.write { [log] connection in
            let (authorization, now) = (issuance.authorization, issuance.audit.time)
            try connection.execute(
                """
                INSERT INTO authorization_grant (id, client, offline, details, created, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT (id) DO UPDATE SET expires = excluded.expires WHERE authorization_grant.expires <= excluded.expires - 43200
                """,
                [
                    SQLValue(authorization.id), SQLValue(authorization.client), SQLValue(authorization.isOffline),
                    .text(authorization.details.text), SQLValue(now), SQLValue(now + 86_400),
                ])
            for token in issuance.tokens { try TokenRepository.insert(token, on: connection) }
            try log.append(issuance.audit, on: connection)
        }
    }

    package func insert(_ issuance: Issuance, derivedFrom sources: [[UInt8]]) async throws -> Derivation {
        try await database.write { [log] connection in
            let now = issuance.audit.time
            for source in sources {
                guard try Self.holdLive(source, at: now, on: connection) else { return .ended }
            }
            try Self.insert(issuance, log: log, on: connection)
            for source in sources { try Self.derive(issuance, from: source, on: connection) }
            return .inserted
        }
    }

    package func insert(_ issuance: Issuance, spending identifier: [UInt8], until expires: Instant) async throws -> AssertionUse {
        try await database.write { [log] connection in
            guard let account = issuance.authorization.account, try AccountRepository.isActive(account, on: connection) else {
                return .accountUnavailable
            }
            let inserted = try connection.execute(
                "INSERT INTO consumed_identifier (id, expires) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING",
                [.bytes(identifier), SQLValue(expires)])
            guard inserted == 1 else { return .repeated }
            try Self.insert(issuance, log: log, on: connection)
            return .inserted
        }
    }
}

extension AuthorizationRepository {
    /// One write that changes nothing, and only a live token's row: whoever revokes the token waits for this transaction, or is seen by it.
    private static func holdLive(_ token: [UInt8], at now: Instant, on connection: any Connection) throws -> Bool {
        try connection.execute(
            """
            UPDATE token SET issued = issued
            WHERE hash = ?1 AND kind = 'access' AND revoked IS NULL AND expires > ?2
                AND EXISTS (
                    SELECT 1 FROM authorization_grant g LEFT JOIN account a ON a.id = g.account LEFT JOIN session s ON s.id = g.session
                    WHERE g.id = token.grant_id AND g.revoked IS NULL AND (g.account IS NULL OR a.status = 'active')
                        AND (g.session IS NULL OR g.offline = 1
                            OR (s.ended IS NULL AND s.expiry > ?2 AND s.last_seen + s.idle_timeout > ?2)))
            """, [.bytes(token), SQLValue(now)]) == 1
    }

    private static func derive(_ issuance: Issuance, from source: [UInt8], on connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO derived_grant (source, source_grant, grant_id, expires)
            SELECT t.hash, t.grant_id, ?2, ?3 FROM token t WHERE t.hash = ?1 ON CONFLICT (source, grant_id) DO NOTHING
            """,
            [
                .bytes(source), SQLValue(issuance.authorization.id),
                SQLValue(issuance.tokens.map(\.expires).max() ?? issuance.audit.time),
            ])
    }

    /// Kept for as long as its last token.
    static func insert(_ issuance: Issuance, log: AuditLog, on connection: any Connection) throws {
        let authorization = issuance.authorization
        let now = issuance.audit.time
        try connection.execute(
            """
            INSERT INTO authorization_grant (id, client, account, session, offline, details, created, expires)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            [
                SQLValue(authorization.id), SQLValue(authorization.client), SQLValue(authorization.account),
                SQLValue(authorization.session),
                SQLValue(authorization.isOffline), .text(authorization.details.text), SQLValue(now),
                SQLValue(issuance.tokens.map(\.expires).max() ?? now),
            ])
        for token in issuance.tokens { try TokenRepository.insert(token, on: connection) }
        if let participant = issuance.participant { try LogoutRepository.join(participant, at: now, on: connection) }
        try log.append(issuance.audit, on: connection)
    }
}
