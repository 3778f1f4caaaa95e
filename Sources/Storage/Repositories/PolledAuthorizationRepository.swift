package import Audit
package import OAuth
package import Primitives

/// Requests that are answered elsewhere while their clients poll.
package struct PolledAuthorizationRepository: PolledAuthorizationStore {
    let database: any Database
    let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func insert(_ request: PolledAuthorization, audit: AuditEvent) async throws -> Insertion {
        try await database.write { [log] connection in
            let inserted = try connection.execute(
                """
                INSERT INTO polled_authorization
                    (id, kind, hash, user_code, client, account, scopes, network, message, minimum_level, state, poll_interval, created, expires,
                    notice, notice_attempts)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 0)
                ON CONFLICT DO NOTHING
                """,
                [
                    SQLValue(request.id), .text(request.kind.rawValue), .bytes(request.hash), SQLValue(request.userCode),
                    SQLValue(request.client), SQLValue(request.account), .text(JSON(request.scopes).text), .text(request.note.network),
                    SQLValue(request.note.message), SQLValue(request.note.minimumLevel?.rawValue), .text(request.state.rawValue),
                    .integer(request.interval), SQLValue(request.created), SQLValue(request.expires), SQLValue(request.notice),
                ])
            guard inserted == 1 else { return .duplicate }
            try log.append(audit, on: connection)
            return .inserted
        }
    }

    package func find(_ id: ID<PolledAuthorization>) async throws -> PolledAuthorization? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT id, kind, hash, user_code, client, account, scopes, network, message, minimum_level, state, session, authenticated,
                    level, methods, poll_interval, created, expires
                FROM polled_authorization WHERE id = ?1
                """, [SQLValue(id)], row: PolledAuthorization.init(row:))
        }
    }

    package func find(userCode: [UInt8]) async throws -> PolledAuthorization? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT id, kind, hash, user_code, client, account, scopes, network, message, minimum_level, state, session, authenticated,
                    level, methods, poll_interval, created, expires
                FROM polled_authorization WHERE user_code = ?1
                """, [.bytes(userCode)], row: PolledAuthorization.init(row:))
        }
    }

    package func find(hash: [UInt8]) async throws -> PolledAuthorization? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT id, kind, hash, user_code, client, account, scopes, network, message, minimum_level, state, session, authenticated,
                    level, methods, poll_interval, created, expires
                FROM polled_authorization WHERE hash = ?1
                """, [.bytes(hash)], row: PolledAuthorization.init(row:))
        }
    }

    package func waiting(for account: ID<Account>, at now: Instant) async throws -> [PolledAuthorization] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT id, kind, hash, user_code, client, account, scopes, network, message, minimum_level, state, session, authenticated,
                    level, methods, poll_interval, created, expires
                FROM polled_authorization WHERE account = ?1 AND state = 'waiting' AND kind = 'backchannel' AND expires > ?2
                ORDER BY created, id LIMIT 50
                """, [SQLValue(account), SQLValue(now)], row: PolledAuthorization.init(row:))
        }
    }

    package func answer(
        _ id: ID<PolledAuthorization>, _ state: PolledAuthorization.State, by authentication: Authentication, at now: Instant,
        audit: AuditEvent
    ) async throws -> Change {
        try await database.write { [log] connection in
            let changed = try connection.execute(
                """
                UPDATE polled_authorization
                SET state = ?2, account = ?3, session = ?4, authenticated = ?5, level = ?6, methods = ?7,
                    notice_due = CASE WHEN notice IS NULL THEN NULL ELSE ?8 END
                WHERE id = ?1 AND state = 'waiting' AND expires > ?8
                    AND ((kind = 'device' AND account IS NULL) OR (kind = 'backchannel' AND account = ?3))
                """,
                [
                    SQLValue(id), .text(state.rawValue), SQLValue(authentication.account), SQLValue(authentication.session),
                    SQLValue(authentication.time), .text(authentication.level.rawValue),
                    .text(authentication.methods.joined(separator: " ")), SQLValue(now),
                ])
            guard changed == 1 else { return .absent }
            try log.append(audit, on: connection)
            return .changed
        }
    }

    package func poll(_ hash: [UInt8], at now: Instant) async throws -> Poll {
        try await database.write { connection in
            let inTime = try connection.execute(
                "UPDATE polled_authorization SET polled = ?2 WHERE hash = ?1 AND (polled IS NULL OR polled + poll_interval <= ?2)",
                [.bytes(hash), SQLValue(now)])
            guard inTime == 0 else { return .inTime }
            // Not beyond a minute: the client would never hear of an answer.
            try connection.execute(
                """
                UPDATE polled_authorization SET polled = ?2, poll_interval = poll_interval + 5
                WHERE hash = ?1 AND poll_interval < 60
                """, [.bytes(hash), SQLValue(now)])
            return .tooSoon
        }
    }

    package func redeem(_ hash: [UInt8], at now: Instant, issuing issuance: Issuance) async throws -> Change {
        try await database.write { [log] connection in
            let redeemed = try connection.execute(
                """
                UPDATE polled_authorization SET state = 'redeemed'
                WHERE hash = ?1 AND state = 'allowed' AND expires > ?2
                    AND EXISTS (SELECT 1 FROM account a WHERE a.id = polled_authorization.account AND a.status = 'active')
                    AND EXISTS (
                        SELECT 1 FROM session s WHERE s.id = polled_authorization.session
                            AND s.ended IS NULL AND s.expiry > ?2 AND s.last_seen + s.idle_timeout > ?2)
                """, [.bytes(hash), SQLValue(now)])
            guard redeemed == 1 else { return .absent }
            try AuthorizationRepository.insert(issuance, log: log, on: connection)
            return .changed
        }
    }
}

extension PolledAuthorizationRepository: BackchannelNoticeStore {
    /// The claim is a later `notice_due`. Should the worker die, the notice is due again by itself.
    package func claimDue(at now: Instant, claimedUntil: Instant, limit: Int) async throws -> [BackchannelNotice] {
        let isAny = try await database.read { connection in
            try connection.exists("SELECT 1 FROM polled_authorization WHERE notice_due <= ?1", [SQLValue(now)])
        }
        guard isAny else { return [] }
        return try await database.write { connection in
            try connection.query(
                """
                UPDATE polled_authorization SET notice_due = ?2
                WHERE id IN (SELECT id FROM polled_authorization WHERE notice_due <= ?1 ORDER BY notice_due LIMIT ?3)
                RETURNING id, client, notice, notice_attempts
                """, [SQLValue(now), SQLValue(claimedUntil), SQLValue(limit)]
            ) { BackchannelNotice(id: $0.id(0), client: $0.id(1), sealed: $0.bytes(2), attempts: Int($0.integer(3))) }
        }
    }

    /// Once it is not sent again, its secrets are forgotten.
    package func settle(_ id: ID<PolledAuthorization>, attempts: Int, next: Instant?) async throws {
        try await database.write {
            try $0.execute(
                """
                UPDATE polled_authorization SET notice_attempts = ?2, notice_due = CASE WHEN ?3 < expires THEN ?3 END,
                    notice = CASE WHEN ?3 < expires THEN notice END
                WHERE id = ?1
                """, [SQLValue(id), SQLValue(attempts), SQLValue(next)])
        }
    }
}

extension PolledAuthorization {
    fileprivate init(row: any Row) throws {
        guard let scopes = try? JSON(parsing: row.text(6)).strings else { throw DatabaseError.corrupted("polled authorization") }
        self.init(
            id: row.id(0), kind: try row.value(1), hash: row.bytes(2), userCode: row.optionalBytes(3), client: row.id(4),
            account: row.optionalID(5), scopes: scopes,
            note: Note(
                network: row.text(7), message: row.optionalText(8), minimumLevel: row.isNull(9) ? nil : try row.value(9)),
            state: try row.value(10), authentication: try Self.authentication(row), interval: row.integer(15), created: row.instant(16),
            expires: row.instant(17))
    }

    private static func authentication(_ row: any Row) throws -> Authentication? {
        guard let account: ID<Account> = row.optionalID(5), let session: ID<Session> = row.optionalID(11) else { return nil }
        return Authentication(
            account: account, session: session, time: row.instant(12), level: try row.value(13),
            methods: row.text(14).split(separator: " ").map(String.init))
    }
}
