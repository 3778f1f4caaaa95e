internal import Foundation
package import Storage
internal import Synchronization

/// The embedded database: one file in WAL mode, one writer, many readers.
///
/// Promises: a write that returned is on the disk; reads see every write that returned before they began.
package final class SQLiteDatabase: Database {
    /// Who opens the file.
    package enum Role: Sendable {
        /// A command: works beside a running server.
        case command
        /// The server: one at a time.
        case server
    }

    package let dialect = Dialect.sqlite
    private let writer: SQLiteWriter
    /// Nil for a database in memory, which has one connection only.
    private let readers: SQLiteReaders?
    private let lock: Mutex<InstanceLock?>

    /// Opens the file and creates it, readable by its owner alone, when it is absent. The folder must exist.
    package init(path: String, as role: Role, settings: SQLiteSettings = SQLiteSettings()) throws(DatabaseError) {
        let lock: InstanceLock? = role == .server ? try InstanceLock(database: path) : nil
        try Self.createPrivately(path)
        writer = SQLiteWriter(connection: try SQLiteConnection(path: path, settings: settings), settings: settings)
        readers = SQLiteReaders(path: path, settings: settings)
        self.lock = Mutex(lock)
    }

    /// A database that lives in memory until it is closed.
    package init(inMemory settings: SQLiteSettings) throws(DatabaseError) {
        writer = SQLiteWriter(connection: try SQLiteConnection(path: ":memory:", settings: settings), settings: settings)
        readers = nil
        lock = Mutex(nil)
    }

    deinit {
        writer.stop()
        readers?.close()
    }

    package func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        if let readers { return try readers.perform(body) }
        return try await writer.perform { connection in
            try connection.run(script: "PRAGMA query_only = ON")
            let result = Result { try body(connection) }
            try connection.run(script: "PRAGMA query_only = OFF")
            return try result.get()
        }
    }

    @discardableResult
    package func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await writer.perform(body)
    }

    package func close() async {
        await writer.close()
        readers?.close()
        lock.withLock { $0 = nil }
    }

    /// SQLite would make the file with the process's usual mode; its WAL inherits the mode of the file.
    private static func createPrivately(_ path: String) throws(DatabaseError) {
        let descriptor = unsafe Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EROFS ? .readOnly : .cannotOpen("\(path): \(unsafe String(cString: strerror(errno)))")
        }
        Foundation.close(descriptor)
    }
}

extension Dialect {
    package static let sqlite = Dialect(
        integer: "INTEGER", bytes: "BLOB", keyed: "WITHOUT ROWID, STRICT", checked: "STRICT",
        findsTable: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1")
}
