package import Accounts
package import Audit
package import Primitives

/// Accounts, and the table in which each identifier that signs in has one owner.
package struct AccountRepository: AccountStore {
    let database: any Database
    let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func find(_ id: ID<Account>) async throws -> AccountRecord? {
        try await database.read { try Self.find(id, on: $0) }
    }

    package func release(_ id: ID<Account>, audit: AuditEvent) async throws -> AccountRecord? {
        try await database.write { [log] connection in
            guard let account = try Self.find(id, on: connection), account.status == .active else { return nil }
            try log.append(audit, on: connection)
            return account
        }
    }

    package func find(signingInWith candidates: [SignInIdentifier]) async throws -> AccountRecord? {
        try await database.read { connection in
            for candidate in candidates {
                if let owner = try Self.owner(of: candidate, on: connection) { return try Self.find(owner, on: connection) }
            }
            return nil
        }
    }

    package func list(matching search: AccountSearch?, after last: ID<Account>?, limit: Int) async throws -> [AccountRecord] {
        let (after, limit) = (SQLValue.text(last?.value ?? ""), SQLValue(limit))
        return try await database.read { connection in
            guard let search else {
                return try connection.query(
                    """
                    SELECT id, kind, status, personal_number, tax_code, name, birth_date, phone, phone_proven, email, email_proven, gender,
                        address, assurance, password_hash, one_time_seed, created, updated, revision
                    FROM account WHERE id > ?1 ORDER BY id LIMIT ?2
                    """, [after, limit], row: AccountRecord.init(row:))
            }
            if let nameKey = search.nameKey {
                return try connection.query(
                    """
                    SELECT id, kind, status, personal_number, tax_code, name, birth_date, phone, phone_proven, email, email_proven, gender,
                        address, assurance, password_hash, one_time_seed, created, updated, revision
                    FROM account WHERE id > ?1 AND search_key LIKE ?3 ESCAPE '!' ORDER BY id LIMIT ?2
                    """, [after, limit, .text("%\(Self.escaped(nameKey))%")], row: AccountRecord.init(row:))
            }
            return try Self.owners(of: search.identifiers, after: last, on: connection)
        }
    }

    package func insert(_ account: AccountRecord, audit: AuditEvent) async throws -> AccountWrite {
        try await database.write { [log] connection in
            if let taken = try Self.taken(by: account, on: connection) { return .taken(taken) }
            try connection.execute(
                """
                INSERT INTO account (id, kind, status, personal_number, tax_code, name, search_key, birth_date, phone, phone_proven, email,
                    email_proven, gender, address, assurance, password_hash, one_time_seed, updated, revision, created)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
                """, account.columns + [SQLValue(account.created)])
            try Self.claim(account, on: connection)
            try log.append(audit, on: connection)
            return .written
        }
    }

    package func update(_ account: AccountRecord, from revision: Int64, audit: AuditEvent) async throws -> AccountWrite {
        try await database.write { [log] connection in
            guard let old = try Self.find(account.id, on: connection) else { return .absent }
            guard old.revision == revision else { return .stale }
            if let taken = try Self.taken(by: account, on: connection) { return .taken(taken) }
            var account = account
            account.revision = revision + 1
            let changed = try connection.execute(
                """
                UPDATE account SET kind = ?2, status = ?3, personal_number = ?4, tax_code = ?5, name = ?6, search_key = ?7, birth_date = ?8,
                    phone = ?9, phone_proven = ?10, email = ?11, email_proven = ?12, gender = ?13, address = ?14, assurance = ?15,
                    password_hash = ?16, one_time_seed = ?17, updated = ?18, revision = ?19
                WHERE id = ?1 AND revision = ?20
                """, account.columns + [.integer(revision)])
            guard changed == 1 else { return .stale }
            try connection.execute("DELETE FROM account_identifier WHERE account = ?1", [SQLValue(account.id)])
            try Self.claim(account, on: connection)
            if old.passwordHash?.exposed != account.passwordHash?.exposed {
                try connection.execute("DELETE FROM known_device WHERE account = ?1", [SQLValue(account.id)])
                try Self.putOut(account, on: connection)
            }
            if let seed = old.sealedOneTimeSeed, seed != account.sealedOneTimeSeed {
                try connection.execute("UPDATE account SET one_time_step = NULL WHERE id = ?1", [SQLValue(account.id)])
                try connection.execute("UPDATE known_device SET proven_more = 0 WHERE account = ?1", [SQLValue(account.id)])
                try Self.putOut(account, on: connection)
            }
            try log.append(audit, on: connection)
            return .written
        }
    }

    package func set(_ status: AccountRecord.Status, of id: ID<Account>, at time: Instant, audit: AuditEvent) async throws -> AccountWrite {
        try await database.write { [log] connection in
            let changed = try connection.execute(
                "UPDATE account SET status = ?2, updated = ?3, revision = revision + 1 WHERE id = ?1",
                [SQLValue(id), .text(status.rawValue), SQLValue(time)])
            guard changed == 1 else { return .absent }
            switch status {
            case .active: try Self.clearCounters(of: id, on: connection)
            case .locked: try Self.endEverything(of: id, at: time, on: connection)
            }
            try log.append(audit, on: connection)
            return .written
        }
    }

    package func upgradePasswordHash(of id: ID<Account>, from old: Secret, to new: Secret, audit: AuditEvent) async throws {
        try await database.write { [log] connection in
            let changed = try connection.execute(
                "UPDATE account SET password_hash = ?3, revision = revision + 1 WHERE id = ?1 AND password_hash = ?2",
                [SQLValue(id), .bytes(old.exposed), .bytes(new.exposed)])
            if changed == 1 { try log.append(audit, on: connection) }
        }
    }

    package func remove(_ id: ID<Account>, at time: Instant, audit: AuditEvent) async throws -> AccountWrite {
        try await database.write { [log] connection in
            guard try Self.find(id, on: connection) != nil else { return .absent }
            try Self.endEverything(of: id, at: time, on: connection)
            let account = [SQLValue(id)]
            for statement: SQL in [
                "DELETE FROM authorization_grant WHERE account = ?1",
                "DELETE FROM session_participant WHERE session IN (SELECT id FROM session WHERE account = ?1)",
                "DELETE FROM session WHERE account = ?1",
                "DELETE FROM known_device WHERE account = ?1", "DELETE FROM throttle WHERE account = ?1",
                "DELETE FROM consent WHERE account = ?1", "DELETE FROM account_identifier WHERE account = ?1",
                "DELETE FROM account WHERE id = ?1",
            ] { try connection.execute(statement, account) }
            try log.append(audit, on: connection)
            return .written
        }
    }
}

extension AccountRepository {
    static func find(_ id: ID<Account>, on connection: any Connection) throws -> AccountRecord? {
        try connection.first(
            """
            SELECT id, kind, status, personal_number, tax_code, name, birth_date, phone, phone_proven, email, email_proven, gender,
                address, assurance, password_hash, one_time_seed, created, updated, revision
            FROM account WHERE id = ?1
            """, [SQLValue(id)], row: AccountRecord.init(row:))
    }

    /// Whether the account is there and not locked.
    static func isActive(_ id: ID<Account>, on connection: any Connection) throws -> Bool {
        try connection.exists("SELECT 1 FROM account WHERE id = ?1 AND status = 'active'", [SQLValue(id)])
    }

    private static func owner(of identifier: SignInIdentifier, on connection: any Connection) throws -> ID<Account>? {
        try connection.first(
            "SELECT account FROM account_identifier WHERE kind = ?1 AND value = ?2",
            [.text(identifier.kind.rawValue), .text(identifier.key)]
        ) { $0.id(0) }
    }

    private static func owners(
        of identifiers: [SignInIdentifier], after last: ID<Account>?, on connection: any Connection
    ) throws -> [AccountRecord] {
        var found: [ID<Account>: AccountRecord] = [:]
        for identifier in identifiers {
            guard let owner = try owner(of: identifier, on: connection) else { continue }
            found[owner] = try find(owner, on: connection)
        }
        let after = Array((last?.value ?? "").utf8)
        return found.values.filter { after.lexicographicallyPrecedes($0.id.value.utf8) }
            .sorted { $0.id.value.utf8.lexicographicallyPrecedes($1.id.value.utf8) }
    }

    /// The kind of the first identifier that another account signs in with.
    private static func taken(by account: AccountRecord, on connection: any Connection) throws -> SignInIdentifier.Kind? {
        for identifier in account.signInIdentifiers {
            if let owner = try owner(of: identifier, on: connection), owner != account.id { return identifier.kind }
        }
        return nil
    }

    private static func claim(_ account: AccountRecord, on connection: any Connection) throws {
        for identifier in account.signInIdentifiers {
            try connection.execute(
                "INSERT INTO account_identifier (kind, value, account) VALUES (?1, ?2, ?3)",
                [.text(identifier.kind.rawValue), .text(identifier.key), SQLValue(account.id)])
        }
    }

    /// Ends what somebody may have begun with a secret that was replaced, and lets the owner begin anew.
    private static func putOut(_ account: AccountRecord, on connection: any Connection) throws {
        try clearCounters(of: account.id, on: connection)
        try endEverything(of: account.id, at: account.updated, on: connection)
    }

    /// What became of a proof.
    enum Spending { case spent, spentBefore, absent }

    /// Spends a proof, by one conditional write; `.absent` when the account has another secret by now.
    static func spend(_ proof: FactorProof, of account: ID<Account>, on connection: any Connection) throws -> Spending {
        switch proof {
        case .timeCode(let step, let sealedSeed):
            let parameters = [SQLValue(account), .bytes(sealedSeed), .integer(step)]
            let spent = try connection.execute(
                """
                UPDATE account SET one_time_step = ?3
                WHERE id = ?1 AND one_time_seed = ?2 AND (one_time_step IS NULL OR one_time_step < ?3)
                """, parameters)
            if spent == 1 { return .spent }
            let isPresent = try connection.exists(
                "SELECT 1 FROM account WHERE id = ?1 AND one_time_seed = ?2", [SQLValue(account), .bytes(sealedSeed)])
            return isPresent ? .spentBefore : .absent
        }
    }

    private static func clearCounters(of id: ID<Account>, on connection: any Connection) throws {
        try connection.execute("DELETE FROM throttle WHERE account = ?1", [SQLValue(id)])
    }

    /// Ends sessions, grants and codes that wait to be redeemed: nothing of it comes back when the account is unlocked.
    private static func endEverything(of id: ID<Account>, at time: Instant, on connection: any Connection) throws {
        for session in try SessionRepository.living(of: id, on: connection) {
            try SessionRepository.end(session, at: time, on: connection)
        }
        try connection.execute(
            "UPDATE authorization_grant SET revoked = ?2 WHERE account = ?1 AND revoked IS NULL", [SQLValue(id), SQLValue(time)])
        try connection.execute("DELETE FROM authorization_code WHERE account = ?1 AND redeemed IS NULL", [SQLValue(id)])
    }

    /// Text that LIKE takes literally, with `!` as its escape.
    private static func escaped(_ text: String) -> String {
        var output = ""
        for character in text {
            if "!%_".contains(character) { output.append("!") }
            output.append(character)
        }
        return output
    }
}
