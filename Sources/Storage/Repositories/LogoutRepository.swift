package import Audit
package import OAuth
package import Primitives

/// Who must hear of a session's end, and who has.
package struct LogoutRepository: LogoutStore {
    let database: any Database
    let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func participants(of session: ID<Session>) async throws -> [SessionParticipant] {
        try await database.read { connection in
            try connection.query(
                "SELECT session, client, sid, subject FROM session_participant WHERE session = ?1 ORDER BY joined, client",
                [SQLValue(session)], row: { SessionParticipant(row: $0, from: 0) })
        }
    }

    package func session(of client: ID<Client>, sid: String) async throws -> ID<Session>? {
        try await database.read { connection in
            try connection.first("SELECT session FROM session_participant WHERE client = ?1 AND sid = ?2", [SQLValue(client), .text(sid)]) {
                $0.id(0)
            }
        }
    }

    package func end(_ session: ID<Session>, at now: Instant, audit: AuditEvent) async throws -> Change {
        try await database.write { [log] connection in
            guard try SessionRepository.end(session, at: now, on: connection) else { return .absent }
            var audit = audit
            audit.account = try SessionRepository.account(of: session, on: connection)
            try log.append(audit, on: connection)
            return .changed
        }
    }

    package func notices(of session: ID<Session>) async throws -> [LogoutNotice] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT id, session, client, sid, subject, state, attempts, next_attempt, created FROM logout_notice
                WHERE session = ?1 ORDER BY id
                """, [SQLValue(session)], row: LogoutNotice.init(row:))
        }
    }

    /// The claim is a later `next_attempt`. Should the worker die, the notice is due again by itself.
    package func claimDue(
        of session: ID<Session>?, at now: Instant, claimedUntil: Instant, places: @escaping @Sendable (ID<Client>) -> Int
    ) async throws -> [LogoutNotice] {
        let waiting = try await database.read { connection in try Self.waiting(of: session, at: now, on: connection) }
        // The writer is shared with all sign-ins: a queue in which nothing can be sent does not trouble it.
        guard waiting.contains(where: { places($0) > 0 }) else { return [] }
        let claimed = try await database.write { connection in
            try waiting.flatMap { client in
                try Self.claim(of: client, session, at: now, until: claimedUntil, limit: max(0, places(client)), on: connection)
            }
        }
        return claimed.sorted { ($0.created, $0.id.value) < ($1.created, $1.id.value) }
    }

    /// The clients that are owed a notice now. Of all sessions, each client costs one step in the index, however many notices wait.
    private static func waiting(of session: ID<Session>?, at now: Instant, on connection: any Connection) throws -> [ID<Client>] {
        if let session {
            return try connection.query(
                "SELECT DISTINCT client FROM logout_notice WHERE session = ?1 AND state = 'due' AND next_attempt <= ?2",
                [SQLValue(session), SQLValue(now)]
            ) { $0.id(0) }
        }
        return try connection.query(
            """
            WITH RECURSIVE waiting (client) AS (
                SELECT MIN(client) FROM logout_notice WHERE state = 'due'
                UNION ALL
                SELECT (SELECT MIN(n.client) FROM logout_notice n WHERE n.state = 'due' AND n.client > waiting.client)
                FROM waiting WHERE waiting.client IS NOT NULL)
            SELECT client FROM waiting WHERE client IS NOT NULL AND EXISTS (
                SELECT 1 FROM logout_notice n WHERE n.state = 'due' AND n.client = waiting.client AND n.next_attempt <= ?1)
            """, [SQLValue(now)]
        ) { $0.id(0) }
    }

    private static func claim(
        of client: ID<Client>, _ session: ID<Session>?, at now: Instant, until: Instant, limit: Int, on connection: any Connection
    ) throws -> [LogoutNotice] {
        let parameters = [SQLValue(client), SQLValue(now), SQLValue(until), SQLValue(limit)]
        guard let session else { return try connection.query(claimOfAny, parameters, row: LogoutNotice.init(row:)) }
        return try connection.query(claimOfOne, parameters + [SQLValue(session)], row: LogoutNotice.init(row:))
    }

    private static let claimOfAny: SQL = """
        UPDATE logout_notice SET next_attempt = ?3
        WHERE state = 'due' AND next_attempt <= ?2 AND id IN (
            SELECT id FROM logout_notice WHERE state = 'due' AND client = ?1 AND next_attempt <= ?2 ORDER BY next_attempt, id LIMIT ?4)
        RETURNING id, session, client, sid, subject, state, attempts, next_attempt, created
        """

    private static let claimOfOne: SQL = """
        UPDATE logout_notice SET next_attempt = ?3
        WHERE state = 'due' AND next_attempt <= ?2 AND id IN (
            SELECT id FROM logout_notice WHERE session = ?5 AND state = 'due' AND client = ?1 AND next_attempt <= ?2 LIMIT ?4)
        RETURNING id, session, client, sid, subject, state, attempts, next_attempt, created
        """

    package func record(
        _ state: LogoutNotice.State, for id: ID<LogoutNotice>, attempts: Int, nextAttempt: Instant, audit: AuditEvent?
    ) async throws {
        try await database.write { [log] connection in
            try connection.execute(
                "UPDATE logout_notice SET state = ?2, attempts = ?3, next_attempt = ?4 WHERE id = ?1",
                [SQLValue(id), .text(state.rawValue), SQLValue(attempts), SQLValue(nextAttempt)])
            if let audit { try log.append(audit, on: connection) }
        }
    }

    /// The first sign-in of a client in a session counts; later ones change nothing.
    static func join(_ participant: SessionParticipant, at time: Instant, on connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO session_participant (session, client, sid, subject, joined) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (session, client) DO NOTHING
            """,
            [
                SQLValue(participant.session), SQLValue(participant.client), .text(participant.sid), .text(participant.subject),
                SQLValue(time),
            ])
    }
}

extension SessionParticipant {
    fileprivate init(row: any Row, from column: Int) {
        self.init(session: row.id(column), client: row.id(column + 1), sid: row.text(column + 2), subject: row.text(column + 3))
    }
}

extension LogoutNotice {
    fileprivate init(row: any Row) throws {
        self.init(
            id: row.id(0), participant: SessionParticipant(row: row, from: 1), state: try row.value(5), attempts: Int(row.integer(6)),
            nextAttempt: row.instant(7), created: row.instant(8))
    }
}
