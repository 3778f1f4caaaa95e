internal import Audit
package import Primitives

/// The version of the tables in a database, and the way to the version that this program needs.
package enum Schema {
    /// The version that this program reads and writes.
    package static var known: Int { Migration.all.last?.version ?? 0 }

    /// Makes an empty database ready, and checks any other.
    ///
    /// - Throws: `DatabaseError.schemaOlder` or `schemaNewer`: a database that holds something is migrated only when the operator
    ///   says so, who has a backup by then.
    package static func prepare(_ database: any Database, log: AuditLog, at time: Instant) async throws {
        guard let found = try await version(of: database) else { return try await migrate(database, log: log, at: time) }
        if found < known { throw DatabaseError.schemaOlder(found: found, known: known) }
        if found > known { throw DatabaseError.schemaNewer(found: found, known: known) }
    }

    /// Brings the database to `known`, one transaction per step: what is interrupted goes on where it stopped.
    package static func migrate(_ database: any Database, log: AuditLog, at time: Instant) async throws {
        let found = try await version(of: database) ?? 0
        if found > known { throw DatabaseError.schemaNewer(found: found, known: known) }
        for step in Migration.all where step.version > found {
            let script = database.dialect.spell(step.script)
            try await database.write { connection in try take(step, script: script, log: log, at: time, on: connection) }
        }
    }

    /// The database's version; nil when it is empty.
    package static func version(of database: any Database) async throws -> Int? {
        let (dialect, versionTable) = (database.dialect, versionTable)
        return try await database.read { connection in
            guard try connection.exists(dialect.findsTable, [.text(versionTable)]) else { return nil }
            return try connection.first("SELECT COALESCE(MAX(version), 0) FROM schema_version") { Int($0.integer(0)) }
        }
    }

    private static let versionTable = "schema_version"

    /// Takes one step, unless another process was faster: the version is looked at again inside the transaction.
    private static func take(_ step: Migration, script: String, log: AuditLog, at time: Instant, on connection: any Connection) throws {
        try connection.run(script: "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, applied BIGINT NOT NULL)")
        let version = SQLValue(step.version)
        guard try !connection.exists("SELECT 1 FROM schema_version WHERE version = ?1", [version]) else { return }
        try connection.run(script: script)
        try connection.execute("INSERT INTO schema_version (version, applied) VALUES (?1, ?2)", [version, SQLValue(time)])
        if step.version == 1 { try log.begin(on: connection) }
        try log.append(
            AuditEvent(.schemaMigrated, at: time, by: .operator, details: ["version": .integer(Int64(step.version))]), on: connection)
    }
}
