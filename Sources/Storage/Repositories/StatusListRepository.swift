package import OAuth
package import Primitives

/// Lists of token states. A state is not written anywhere: it follows, as for introspection, from what is stored of the token, its
/// authorization, account and session.
package struct StatusListRepository: StatusListStore {
    let database: any Database

    package init(_ database: any Database) { self.database = database }

    package func allot(
        orIn newList: ID<StatusList>, until expires: Instant, at now: Instant
    ) async throws -> (list: ID<StatusList>, position: Int64) {
        try await database.write { connection in
            let open = try connection.first(
                "SELECT id, used FROM status_list WHERE used < ?1 ORDER BY created DESC, id LIMIT 1", [SQLValue(StatusList.capacity)]
            ) { row -> (ID<StatusList>, Int64) in (row.id(0), row.integer(1)) }
            if let (list, used) = open {
                let taken = try connection.execute(
                    """
                    UPDATE status_list SET used = used + 1, expires = CASE WHEN expires < ?3 THEN ?3 ELSE expires END
                    WHERE id = ?1 AND used = ?2
                    """, [SQLValue(list), SQLValue(used), SQLValue(expires)])
                guard taken == 1 else { throw DatabaseError.busy }
                return (list, used)
            }
            try connection.execute(
                "INSERT INTO status_list (id, created, used, expires) VALUES (?1, ?2, 1, ?3)",
                [SQLValue(newList), SQLValue(now), SQLValue(expires)])
            return (newList, 0)
        }
    }

    package func withdrawn(in list: ID<StatusList>, at now: Instant) async throws -> [Int]? {
        try await database.read { connection in
            guard try connection.exists("SELECT 1 FROM status_list WHERE id = ?1", [SQLValue(list)]) else { return nil }
            // The rule of `TokenState.isLive`, turned round.
            return try connection.query(
                """
                SELECT t.status_index FROM token t LEFT JOIN authorization_grant g ON g.id = t.grant_id
                    LEFT JOIN account a ON a.id = g.account LEFT JOIN session s ON s.id = g.session
                WHERE t.status_list = ?1 AND t.expires > ?2 AND NOT (
                    t.revoked IS NULL AND g.id IS NOT NULL AND g.revoked IS NULL AND (g.account IS NULL OR (a.id IS NOT NULL AND a.status = 'active'))
                    AND (g.session IS NULL OR g.offline = 1
                        OR (s.id IS NOT NULL AND s.ended IS NULL AND s.expiry > ?2 AND s.last_seen + s.idle_timeout > ?2)))
                """, [SQLValue(list), SQLValue(now)]
            ) { Int($0.integer(0)) }
        }
    }
}
