import Audit
import Foundation
import Primitives
import Storage
import StorageSQLite
import Testing

@Suite struct SchemaTests {
    static let time = Instant(secondsSinceEpoch: 1_000)

    @Test(arguments: Driver.allCases)
    func emptyDatabaseIsMadeReady(driver: Driver) async throws {
        let database = try driver.open()
        #expect(try await Schema.version(of: database) == nil)
        try await Schema.prepare(database, log: .sample, at: Self.time)
        #expect(try await Schema.version(of: database) == Schema.known)
        // A second start finds it as the first left it.
        try await Schema.prepare(database, log: .sample, at: Self.time)
        try await Schema.migrate(database, log: .sample, at: Self.time)
        #expect(try await AuditLog.sample.verify(database) == Int64(Schema.known))
        await database.close()
    }

    @Test(arguments: Driver.allCases)
    func newerSchemaIsLeftAlone(driver: Driver) async throws {
        let database = try await driver.openPrepared()
        try await database.write { try $0.execute("INSERT INTO schema_version (version, applied) VALUES (99, 0)", []) }
        let error = DatabaseError.schemaNewer(found: 99, known: Schema.known)
        await #expect(throws: error) { try await Schema.prepare(database, log: .sample, at: Self.time) }
        await #expect(throws: error) { try await Schema.migrate(database, log: .sample, at: Self.time) }
        await database.close()
    }

    /// What holds something is migrated when the operator says so, not by the start of a server.
    @Test(arguments: Driver.allCases)
    func olderSchemaNamesTheCommand(driver: Driver) async throws {
        let database = try driver.open()
        try await database.write {
            try $0.run(script: "CREATE TABLE schema_version (version BIGINT PRIMARY KEY, applied BIGINT NOT NULL)")
        }
        let error = await #expect(throws: DatabaseError.schemaOlder(found: 0, known: Schema.known)) {
            try await Schema.prepare(database, log: .sample, at: Self.time)
        }
        #expect(error?.description.contains("idp migrate") == true)
        try await Schema.migrate(database, log: .sample, at: Self.time)
        try await Schema.prepare(database, log: .sample, at: Self.time)
        await database.close()
    }

    /// Two commands that start on an empty folder at once: one makes the tables, the other finds them.
    @Test func concurrentMigrationsAreTakenOnce() async throws {
        let path = try Folder.fresh().path + "/idp.sqlite"
        let databases = try (0..<4).map { _ in try SQLiteDatabase(path: path, as: .command) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for database in databases { group.addTask { try await Schema.prepare(database, log: .sample, at: Self.time) } }
            try await group.waitForAll()
        }
        #expect(try await AuditLog.sample.verify(databases[0]) == Int64(Schema.known))
        for database in databases { await database.close() }
    }
}
