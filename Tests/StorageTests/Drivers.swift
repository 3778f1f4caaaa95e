import Audit
import Foundation
import Primitives
import Storage
import StorageSQLite
import Testing

/// A driver under test, and how to make one that is empty.
enum Driver: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case sqliteFile, sqliteMemory

    var testDescription: String { rawValue }

    func open() throws -> any Database {
        switch self {
        case .sqliteFile: try SQLiteDatabase(path: Folder.fresh().path + "/idp.sqlite", as: .command)
        case .sqliteMemory: try SQLiteDatabase(inMemory: SQLiteSettings())
        }
    }

    /// A database with one table of numbers.
    func openWithNumbers() async throws -> any Database {
        let database = try open()
        try await database.write { try $0.run(script: "CREATE TABLE number (n BIGINT PRIMARY KEY, text TEXT)") }
        return database
    }

    /// A database with the program's schema.
    func openPrepared(log: AuditLog = .sample) async throws -> any Database {
        let database = try open()
        try await Schema.prepare(database, log: log, at: Instant(secondsSinceEpoch: 1_000))
        return database
    }
}

enum Folder {
    /// A new folder, which the system clears away with its other temporary files.
    static func fresh() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "idp-storage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}

extension AuditLog {
    static let sample = AuditLog(key: Secret([UInt8](repeating: 7, count: 32)))
}

extension Database {
    func count() async throws -> Int {
        try await read { try $0.first("SELECT COUNT(*) FROM number") { Int($0.integer(0)) } ?? -1 }
    }

    func insert(_ number: Int) async throws {
        try await write { try $0.execute("INSERT INTO number (n) VALUES (?1)", [SQLValue(number)]) }
    }
}
