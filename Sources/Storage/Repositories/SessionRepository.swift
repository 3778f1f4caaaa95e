package import Accounts
package import Audit
package import Primitives

/// Sessions. Whoever ends one, here or elsewhere, does it with `end(_:at:on:)`, which owes the portals their notice.
package struct SessionRepository: SessionStore {
    let database: any Database
    let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func find(secretHash: [UInt8]) async throws -> SessionRecord? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT s.id, s.secret_hash, s.account, s.authenticated, s.level, s.methods, s.created, s.last_seen, s.expiry, s.idle_timeout,
                    s.user_agent, s.address, s.port, s.ended
                FROM session s JOIN account a ON a.id = s.account
                WHERE s.secret_hash = ?1 AND s.ended IS NULL AND a.status = 'active'
                """, [.bytes(secretHash)], row: SessionRecord.init(row:))
        }
    }

    package func list(of account: ID<Account>) async throws -> [SessionRecord] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT id, secret_hash, account, authenticated, level, methods, created, last_seen, expiry, idle_timeout, user_agent, address,
                    port, ended
                FROM session WHERE account = ?1 AND ended IS NULL ORDER BY last_seen DESC, id
                """, [SQLValue(account)], row: SessionRecord.init(row:))
        }
    }

    package func start(_ start: SessionStart) async throws -> Bool {
        try await database.write { [log] connection in
            let session = start.session
            let account = try AccountRepository.find(session.account, on: connection)
            guard let account, account.status == .active, account.passwordHash?.matches(start.passwordHash) == true else { return false }
            try connection.execute(
                """
                INSERT INTO session (id, secret_hash, authenticated, level, methods, last_seen, expiry, idle_timeout, user_agent, address, port,
                    account, created)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                """, session.changingColumns + [SQLValue(session.account), SQLValue(session.created)])
            try KnownDeviceRepository.register(start.device, on: connection)
            try ThrottleRepository.settle(start.success, on: connection)
            var events = start.audit
            if let ending = start.ending, try !Self.end(ending, at: session.created, on: connection) {
                events.removeAll { $0.action == .sessionEnded }
            }
            try log.append(events, on: connection)
            return true
        }
    }

    package func renew(
        _ session: SessionRecord, from secretHash: [UInt8], success: ThrottleSuccess, audit: AuditEvent
    ) async throws -> Bool {
        try await database.write { [log] connection in
            guard try AccountRepository.isActive(session.account, on: connection),
                try Self.put(session, from: secretHash, on: connection)
            else { return false }
            try ThrottleRepository.settle(success, on: connection)
            try log.append(audit, on: connection)
            return true
        }
    }

    package func raise(_ raise: SessionRaise) async throws -> SessionRaising {
        try await database.write { [log] connection in
            let session = raise.session
            // What the person sees last is decided first: a session that is gone spends nothing.
            guard try Self.isLiving(session.id, secretHash: raise.formerSecretHash, on: connection),
                try AccountRepository.isActive(session.account, on: connection)
            else { return .ended }
            switch try AccountRepository.spend(raise.proof, of: session.account, on: connection) {
            case .absent: return .ended
            case .spentBefore: return .spent
            case .spent: break
            }
            try Self.put(session, from: raise.formerSecretHash, on: connection)
            try KnownDeviceRepository.register(raise.device, on: connection)
            try ThrottleRepository.settle(raise.success, on: connection)
            try log.append(raise.audit, on: connection)
            return .raised
        }
    }

    package func touch(_ id: ID<Session>, at time: Instant) async throws {
        try await database.write {
            try $0.execute(
                "UPDATE session SET last_seen = ?2 WHERE id = ?1 AND last_seen < ?2 AND ended IS NULL", [SQLValue(id), SQLValue(time)])
        }
    }

    package func end(_ id: ID<Session>, at time: Instant, audit: AuditEvent) async throws -> Bool {
        try await database.write { [log] connection in
            guard try Self.end(id, at: time, on: connection) else { return false }
            try log.append(audit, on: connection)
            return true
        }
    }

    package func endAll(
        of account: ID<Account>, except kept: ID<Session>?, at time: Instant, audit: @Sendable @escaping (ID<Session>) -> AuditEvent
    ) async throws -> [ID<Session>] {
        try await database.write { [log] connection in
            let ending = try Self.living(of: account, on: connection).filter { $0 != kept }
            for session in ending where try Self.end(session, at: time, on: connection) {
                try log.append(audit(session), on: connection)
            }
            return ending
        }
    }
}

extension SessionRepository {
    /// Ends one session and queues a logout token for each portal that it was used at; false when it had ended before.
    ///
    /// The tokens of the session need no write: they are looked up together with it.
    @discardableResult
    static func end(_ id: ID<Session>, at time: Instant, on connection: any Connection) throws -> Bool {
        let changed = try connection.execute(
            "UPDATE session SET ended = ?2 WHERE id = ?1 AND ended IS NULL", [SQLValue(id), SQLValue(time)])
        guard changed == 1 else { return false }
        try connection.execute(
            """
            INSERT INTO logout_notice (id, session, client, sid, subject, state, attempts, next_attempt, created)
            SELECT p.session || ' ' || p.client, p.session, p.client, p.sid, p.subject, 'due', 0, ?2, ?2
            FROM session_participant p WHERE p.session = ?1
            ON CONFLICT (id) DO NOTHING
            """, [SQLValue(id), SQLValue(time)])
        return true
    }

    /// Replaces the session whose secret is still `secretHash`; false when there is none.
    @discardableResult
    private static func put(_ session: SessionRecord, from secretHash: [UInt8], on connection: any Connection) throws -> Bool {
        try connection.execute(
            """
            UPDATE session SET secret_hash = ?2, authenticated = ?3, level = ?4, methods = ?5, last_seen = ?6, expiry = ?7,
                idle_timeout = ?8, user_agent = ?9, address = ?10, port = ?11
            WHERE id = ?1 AND account = ?12 AND secret_hash = ?13 AND ended IS NULL
            """, session.changingColumns + [SQLValue(session.account), .bytes(secretHash)]) == 1
    }

    private static func isLiving(_ id: ID<Session>, secretHash: [UInt8], on connection: any Connection) throws -> Bool {
        try connection.exists(
            "SELECT 1 FROM session WHERE id = ?1 AND secret_hash = ?2 AND ended IS NULL", [SQLValue(id), .bytes(secretHash)])
    }

    /// Whose session it is or was.
    static func account(of id: ID<Session>, on connection: any Connection) throws -> ID<Account>? {
        try connection.first("SELECT account FROM session WHERE id = ?1", [SQLValue(id)]) { $0.id(0) }
    }

    /// The sessions of an account that have not been ended.
    static func living(of account: ID<Account>, on connection: any Connection) throws -> [ID<Session>] {
        try connection.query("SELECT id FROM session WHERE account = ?1 AND ended IS NULL ORDER BY id", [SQLValue(account)]) { $0.id(0) }
    }
}

extension SessionRecord {
    init(row: any Row) throws {
        self.init(
            id: row.id(0), secretHash: row.bytes(1), account: row.id(2), authenticated: row.instant(3), level: try row.value(4),
            methods: row.text(5).split(separator: " ").map(String.init), created: row.instant(6), lastSeen: row.instant(7),
            expiry: row.instant(8), idleTimeout: row.integer(9),
            origin: Origin(userAgent: row.text(10), address: row.text(11), port: Int(row.integer(12))), ended: row.optionalInstant(13))
    }

    /// `?1` to `?11` of the statements that write a session.
    fileprivate var changingColumns: [SQLValue] {
        [
            SQLValue(id), .bytes(secretHash), SQLValue(authenticated), .text(level.rawValue), .text(methods.joined(separator: " ")),
            SQLValue(lastSeen), SQLValue(expiry), .integer(idleTimeout), .text(origin.userAgent), .text(origin.address),
            SQLValue(origin.port),
        ]
    }
}
