internal import Accounts
package import Audit
package import OAuth
package import Primitives

/// The exchange of refresh tokens.
package struct RefreshTokenRepository: RefreshTokenStore {
    let database: any Database
    let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func rotate(
        _ hash: [UInt8], at now: Instant, grace: Int64, to successor: IssuedToken, access: IssuedToken, audit: AuditEvent,
        replayAudit: AuditEvent
    ) async throws -> Rotation {
        try await database.write { [log] connection in
            if try Self.exchange(hash, for: successor.hash, at: now, on: connection) {
                try TokenRepository.insert(successor, on: connection)
                try Self.prolong(successor, on: connection)
                try TokenRepository.insert(access, on: connection)
                try Self.touchSession(of: successor.authorization, at: now, on: connection)
                try log.append(audit, on: connection)
                return .rotated
            }
            switch try Self.judge(hash, successor: successor.hash, at: now, grace: grace, on: connection) {
            case .repeated:
                try TokenRepository.insert(access, on: connection)
                try log.append(audit, on: connection)
                return .repeated
            case .replayed:
                try TokenRepository.revoke(successor.authorization, at: now, on: connection)
                try log.append(replayAudit, on: connection)
                return .replayed
            case let other: return other
            }
        }
    }
}

extension RefreshTokenRepository {
    package func renew(_ token: IssuedToken, at now: Instant, access: IssuedToken, audit: AuditEvent) async throws -> Rotation {
        try await database.write { [log] connection in
            guard try Self.prolong(token.hash, until: token.expires, at: now, on: connection) else { return .ended }
            try Self.prolong(token, on: connection)
            try TokenRepository.insert(access, on: connection)
            try Self.touchSession(of: token.authorization, at: now, on: connection)
            try log.append(audit, on: connection)
            return .rotated
        }
    }

    /// False when the token was exchanged, revoked or expired, or what it stands for ended.
    private static func prolong(_ hash: [UInt8], until end: Instant, at now: Instant, on connection: any Connection) throws -> Bool {
        try connection.execute(
            """
            UPDATE token SET expires = CASE WHEN expires < ?2 THEN ?2 ELSE expires END
            WHERE hash = ?1 AND kind = 'refresh' AND exchanged IS NULL AND revoked IS NULL AND expires > ?3
                AND EXISTS (
                    SELECT 1 FROM authorization_grant g JOIN account a ON a.id = g.account LEFT JOIN session s ON s.id = g.session
                    WHERE g.id = token.grant_id AND g.revoked IS NULL AND a.status = 'active'
                        AND (g.offline = 1 OR (s.ended IS NULL AND s.expiry > ?3 AND s.last_seen + s.idle_timeout > ?3)))
            """, [.bytes(hash), SQLValue(end), SQLValue(now)]) == 1
    }

    /// The one conditional write: of all who present the token, one changes the row.
    private static func exchange(_ hash: [UInt8], for successor: [UInt8], at now: Instant, on connection: any Connection) throws -> Bool {
        try connection.execute(
            """
            UPDATE token SET exchanged = ?3, successor = ?2
            WHERE hash = ?1 AND kind = 'refresh' AND exchanged IS NULL AND revoked IS NULL AND expires > ?3
                AND EXISTS (
                    SELECT 1 FROM authorization_grant g JOIN account a ON a.id = g.account LEFT JOIN session s ON s.id = g.session
                    WHERE g.id = token.grant_id AND g.revoked IS NULL AND a.status = 'active'
                        AND (g.offline = 1 OR (s.ended IS NULL AND s.expiry > ?3 AND s.last_seen + s.idle_timeout > ?3)))
            """, [.bytes(hash), .bytes(successor), SQLValue(now)]) == 1
    }

    /// A refresh shows that somebody works at the portal, so it is use of the session that it depends on, written at most once a
    /// minute as for a browser. One with `offline_access` needs no session, and keeps none alive.
    private static func touchSession(of grant: ID<Authorization>, at now: Instant, on connection: any Connection) throws {
        try connection.execute(
            """
            UPDATE session SET last_seen = ?2 WHERE ended IS NULL AND last_seen <= ?3
                AND id IN (SELECT g.session FROM authorization_grant g WHERE g.id = ?1 AND g.offline = 0)
            """, [SQLValue(grant), SQLValue(now), SQLValue(now - SessionSettings().touchInterval)])
    }

    /// The grant is kept for as long as its last token.
    private static func prolong(_ token: IssuedToken, on connection: any Connection) throws {
        try connection.execute(
            "UPDATE authorization_grant SET expires = ?2 WHERE id = ?1 AND expires < ?2",
            [SQLValue(token.authorization), SQLValue(token.expires)])
    }

    /// Why the token could not be exchanged: a lost answer, a thief, or the end of what it stood for.
    private static func judge(
        _ hash: [UInt8], successor: [UInt8], at now: Instant, grace: Int64, on connection: any Connection
    ) throws -> Rotation {
        let found = try connection.first(
            """
            SELECT t.exchanged, t.successor, n.exchanged
            FROM token t JOIN authorization_grant g ON g.id = t.grant_id JOIN account a ON a.id = g.account
                LEFT JOIN session s ON s.id = g.session LEFT JOIN token n ON n.hash = t.successor
            WHERE t.hash = ?1 AND t.kind = 'refresh' AND t.exchanged IS NOT NULL AND t.revoked IS NULL AND t.expires > ?2
                AND g.revoked IS NULL AND a.status = 'active'
                AND (g.offline = 1 OR (s.ended IS NULL AND s.expiry > ?2 AND s.last_seen + s.idle_timeout > ?2))
            """, [.bytes(hash), SQLValue(now)]
        ) { row -> Rotation in
            let isRecent = now.seconds(since: row.instant(0)) <= grace
            let isSame = constantTimeEqual(row.bytes(1), successor)
            return isRecent && isSame && row.isNull(2) ? .repeated : .replayed
        }
        return found ?? .ended
    }
}
