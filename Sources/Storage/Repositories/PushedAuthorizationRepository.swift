package import OAuth
package import Primitives

/// Authorization requests that clients pushed. Like those that wait for their person, they change nothing for anybody until they are
/// answered, which is recorded.
package struct PushedAuthorizationRepository: PushedAuthorizationStore {
    let database: any Database

    package init(_ database: any Database) { self.database = database }

    package func insert(_ pushed: PushedAuthorization) async throws {
        try await database.write { connection in
            try connection.execute(
                "INSERT INTO pushed_authorization (hash, client, parameters, created, expires) VALUES (?1, ?2, ?3, ?4, ?5)",
                [
                    .bytes(pushed.hash), SQLValue(pushed.client), .text(pushed.parameters.text), SQLValue(pushed.created),
                    SQLValue(pushed.expires),
                ])
        }
    }

    package func find(_ hash: [UInt8]) async throws -> PushedAuthorization? {
        try await database.read { connection in
            try connection.first(
                "SELECT hash, client, parameters, created, expires FROM pushed_authorization WHERE hash = ?1 AND spent IS NULL",
                [.bytes(hash)], row: PushedAuthorization.init(row:))
        }
    }

    package func spend(_ hash: [UInt8], at now: Instant) async throws -> Change {
        try await database.write { try Self.spend(hash, at: now, on: $0) }
    }

    /// The one conditional write: of all answers to the request, however close together, one changes the row.
    static func spend(_ hash: [UInt8], at now: Instant, on connection: any Connection) throws -> Change {
        let changed = try connection.execute(
            "UPDATE pushed_authorization SET spent = ?2 WHERE hash = ?1 AND spent IS NULL", [.bytes(hash), SQLValue(now)])
        return changed == 1 ? .changed : .absent
    }
}

extension PushedAuthorization {
    fileprivate init(row: any Row) throws {
        guard let parameters = try? JSON(parsing: row.text(2)).object else { throw DatabaseError.corrupted("pushed authorization") }
        self.init(hash: row.bytes(0), client: row.id(1), parameters: parameters, created: row.instant(3), expires: row.instant(4))
    }
}
