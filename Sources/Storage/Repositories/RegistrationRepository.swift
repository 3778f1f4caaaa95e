package import Audit
package import OAuth
package import Primitives

/// Initial and registration access tokens, and the clients that they are about.
package struct RegistrationRepository: RegistrationStore {
    let database: any Database
    let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func insert(_ token: InitialAccessToken, audit: AuditEvent) async throws {
        try await database.write { [log] connection in
            try connection.execute(
                "INSERT INTO initial_access_token (hash, id, agency, uses_left, created, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                [
                    .bytes(token.hash), .text(token.id), SQLValue(token.agency), SQLValue(token.usesLeft), SQLValue(token.created),
                    SQLValue(token.expires),
                ])
            try log.append(audit, on: connection)
        }
    }

    package func find(initialAccessToken hash: [UInt8], at now: Instant) async throws -> InitialAccessToken? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT id, hash, agency, uses_left, created, expires FROM initial_access_token
                WHERE hash = ?1 AND uses_left > 0 AND expires > ?2
                """, [.bytes(hash), SQLValue(now)], row: InitialAccessToken.init(row:))
        }
    }

    package func revokeInitialAccessTokens(of agency: ID<Agency>, audit: AuditEvent) async throws -> Int {
        try await database.write { [log] connection in
            let count = try connection.execute("DELETE FROM initial_access_token WHERE agency = ?1", [SQLValue(agency)])
            try log.append(audit, on: connection)
            return count
        }
    }

    package func register(
        _ client: ClientRegistration, registrationAccess: [UInt8], initialAccess: [UInt8]?, at now: Instant, audit: AuditEvent
    ) async throws -> Registering {
        try await database.write { [log] connection in
            if try connection.exists("SELECT 1 FROM client WHERE id = ?1", [SQLValue(client.id)]) { return .duplicate }
            if let initialAccess {
                let spent = try connection.execute(
                    "UPDATE initial_access_token SET uses_left = uses_left - 1 WHERE hash = ?1 AND uses_left > 0 AND expires > ?2",
                    [.bytes(initialAccess), SQLValue(now)])
                guard spent == 1 else { return .initialAccessTokenSpent }
            }
            guard try ClientRepository.insert(client, on: connection) else { return .duplicate }
            try connection.execute(
                "INSERT INTO registration_access_token (client, hash) VALUES (?1, ?2)", [SQLValue(client.id), .bytes(registrationAccess)])
            try log.append(audit, on: connection)
            return .registered
        }
    }

    package func find(_ client: ID<Client>, registrationAccess: [UInt8]) async throws -> ClientRegistration? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT c.id, c.secret_hash, c.metadata FROM client c JOIN registration_access_token t ON t.client = c.id
                WHERE c.id = ?1 AND t.hash = ?2
                """, [SQLValue(client), .bytes(registrationAccess)], row: ClientRegistration.init(row:))
        }
    }

    package func update(_ client: ClientRegistration, registrationAccess: [UInt8], audit: AuditEvent) async throws -> Change {
        try await database.write { [log] connection in
            guard try Self.isHeld(client.id, by: registrationAccess, on: connection), try ClientRepository.update(client, on: connection)
            else { return .absent }
            try log.append(audit, on: connection)
            return .changed
        }
    }

    package func remove(_ client: ID<Client>, registrationAccess: [UInt8], audit: AuditEvent) async throws -> Change {
        try await database.write { [log] connection in
            guard try Self.isHeld(client, by: registrationAccess, on: connection),
                try ClientRepository.remove(client, at: audit.time, on: connection)
            else { return .absent }
            try log.append(audit, on: connection)
            return .changed
        }
    }

    /// Looked at again in the transaction of the change: the client may have been removed since the request came.
    private static func isHeld(_ client: ID<Client>, by hash: [UInt8], on connection: any Connection) throws -> Bool {
        try connection.exists(
            "SELECT 1 FROM registration_access_token WHERE client = ?1 AND hash = ?2", [SQLValue(client), .bytes(hash)])
    }
}

extension InitialAccessToken {
    fileprivate init(row: any Row) {
        self.init(
            id: row.text(0), hash: row.bytes(1), agency: row.id(2), usesLeft: Int(row.integer(3)), created: row.instant(4),
            expires: row.instant(5))
    }
}
