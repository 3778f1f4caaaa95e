package import OAuth
package import Primitives

/// Identifiers that may be used once.
package struct ReplayRepository: ReplayStore {
    let database: any Database

    package init(_ database: any Database) { self.database = database }

    package func consume(_ key: [UInt8], until expires: Instant) async throws -> Consumption {
        try await database.write { connection in
            let inserted = try connection.execute(
                "INSERT INTO consumed_identifier (id, expires) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING",
                [.bytes(key), SQLValue(expires)])
            return inserted == 1 ? .first : .repeated
        }
    }
}
