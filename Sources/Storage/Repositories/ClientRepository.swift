package import Audit
package import OAuth
package import Primitives
internal import Synchronization

/// The registered relying parties.
///
/// A registration is read with every request and rarely changed, and reading its JSON costs more than finding it: what was
/// read is kept together with its revision, which is looked up each time. A change elsewhere takes effect at once.
package final class ClientRepository: ClientStore {
    private let database: any Database
    private let log: AuditLog
    private let known = Mutex<[ID<Client>: Revision]>([:])

    private struct Revision: Sendable {
        let number: Int64
        let client: ClientRegistration
    }

    /// Bounds the memory: beyond it, registrations are read anew.
    private static let capacity = 4_096

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func find(_ id: ID<Client>) async throws -> ClientRegistration? {
        let kept = known.withLock { $0[id] }
        let found: Revision? = try await database.read { connection in
            let number = try connection.first("SELECT revision FROM client WHERE id = ?1", [SQLValue(id)]) { $0.integer(0) }
            if let kept, kept.number == number { return kept }
            return try connection.first(
                "SELECT id, secret_hash, metadata, sealed_secret, revision FROM client WHERE id = ?1", [SQLValue(id)]
            ) { row in
                Revision(number: row.integer(4), client: try ClientRegistration(row: row))
            }
        }
        if let found, found.number != kept?.number { keep(found) }
        return found?.client
    }

    private func keep(_ revision: Revision) {
        known.withLock { known in
            if known.count >= Self.capacity { known = [:] }
            known[revision.client.id] = revision
        }
    }

    package func list() async throws -> [ClientRegistration] {
        try await database.read { connection in
            try connection.query(
                "SELECT id, secret_hash, metadata, sealed_secret FROM client ORDER BY id", row: ClientRegistration.init(row:))
        }
    }

    package func insert(_ client: ClientRegistration, audit: AuditEvent) async throws -> Insertion {
        try await database.write { [log] connection in
            guard try Self.insert(client, on: connection) else { return .duplicate }
            try log.append(audit, on: connection)
            return .inserted
        }
    }

    package func update(_ client: ClientRegistration, audit: AuditEvent) async throws -> Change {
        try await database.write { [log] connection in
            guard try Self.update(client, on: connection) else { return .absent }
            try log.append(audit, on: connection)
            return .changed
        }
    }

    package func remove(_ id: ID<Client>, audit: AuditEvent) async throws -> Change {
        try await database.write { [log] connection in
            guard try Self.remove(id, at: audit.time, on: connection) else { return .absent }
            try log.append(audit, on: connection)
            return .changed
        }
    }
}

extension ClientRepository {
    /// False when the identifier is taken.
    static func insert(_ client: ClientRegistration, on connection: any Connection) throws -> Bool {
        // The revision never returns to an earlier value, not even when a client is removed and registered again.
        try connection.execute(
            """
            INSERT INTO client (id, secret_hash, metadata, sealed_secret, revision)
            SELECT ?1, ?2, ?3, ?4, h.sequence + 1 FROM audit_head h WHERE h.id = 1
            ON CONFLICT (id) DO NOTHING
            """, client.columns) == 1
    }

    /// False when there is no such client.
    static func update(_ client: ClientRegistration, on connection: any Connection) throws -> Bool {
        try connection.execute(
            """
            UPDATE client SET secret_hash = ?2, metadata = ?3, sealed_secret = ?4,
                revision = (SELECT h.sequence + 1 FROM audit_head h WHERE h.id = 1)
            WHERE id = ?1
            """, client.columns) == 1
    }

    /// Removes a client with everything that it was given; false when there is no such client.
    static func remove(_ id: ID<Client>, at time: Instant, on connection: any Connection) throws -> Bool {
        let client = [SQLValue(id)]
        guard try connection.execute("DELETE FROM client WHERE id = ?1", client) == 1 else { return false }
        let grants = try connection.query("SELECT id FROM authorization_grant WHERE client = ?1", client) {
            row -> ID<Authorization> in row.id(0)
        }
        for grant in grants { try TokenRepository.revokeDerived(from: grant, at: time, on: connection) }
        for statement: SQL in [
            // Whoever is registered under this name next has the same standing authorization, and must not find these in it.
            "DELETE FROM token WHERE grant_id IN (SELECT g.id FROM authorization_grant g WHERE g.client = ?1 AND g.account IS NULL)",
            "DELETE FROM polled_authorization WHERE client = ?1",
            "DELETE FROM pushed_authorization WHERE client = ?1", "DELETE FROM authorization_code WHERE client = ?1",
            "DELETE FROM authorization_grant WHERE client = ?1", "DELETE FROM session_participant WHERE client = ?1",
            "DELETE FROM logout_notice WHERE client = ?1",
            "DELETE FROM registration_access_token WHERE client = ?1",
        ] { try connection.execute(statement, client) }
        // The ledger keeps what was agreed; whoever is registered under this name next has no consent.
        try connection.execute("UPDATE consent SET withdrawn = ?2 WHERE client = ?1 AND withdrawn IS NULL", client + [SQLValue(time)])
        return true
    }
}

extension ClientRegistration {
    /// From the columns `id`, `secret_hash` and `metadata`.
    init(row: any Row) throws {
        guard let metadata = try? JSON(parsing: row.text(2)).object,
            let client = ClientRegistration(
                stored: metadata, secretHash: row.optionalBytes(1), sealedSecret: row.optionalBytes(3)), client.id == row.id(0)
        else { throw DatabaseError.corrupted("client \(row.text(0))") }
        self = client
    }

    fileprivate var columns: [SQLValue] { [SQLValue(id), SQLValue(secretHash), .text(metadata.text), SQLValue(sealedSecret)] }
}
