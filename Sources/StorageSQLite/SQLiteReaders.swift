internal import Storage
internal import Synchronization

/// Connections for reading, each with its own snapshot: readers wait neither for one another nor for the writer.
final class SQLiteReaders: Sendable {
    private let path: String
    private let settings: SQLiteSettings
    private let idle: Mutex<[SQLiteConnection]?>

    init(path: String, settings: SQLiteSettings) {
        self.path = path
        self.settings = settings
        idle = Mutex([])
    }

    /// Runs the body on the caller's own thread: a point read takes a few microseconds, less than a change of threads.
    func perform<T>(_ body: (any Connection) throws -> T) throws -> T {
        let connection = try take()
        defer { put(connection) }
        try connection.execute("BEGIN", [])
        do {
            let result = try body(connection)
            try connection.execute("COMMIT", [])
            return result
        } catch {
            if connection.isInTransaction { _ = try? connection.execute("ROLLBACK", []) }
            throw error
        }
    }

    /// Closes the idle ones now, and those in use when they come back.
    func close() {
        let connections = idle.withLock { idle in
            defer { idle = nil }
            return idle ?? []
        }
        for connection in connections { connection.close() }
    }

    private func take() throws -> SQLiteConnection {
        let connection = try idle.withLock { idle throws(DatabaseError) in
            guard idle != nil else { throw .closed }
            return idle?.popLast()
        }
        return if let connection { connection } else { try open() }
    }

    private func open() throws(DatabaseError) -> SQLiteConnection {
        let connection = try SQLiteConnection(path: path, settings: settings)
        try connection.run(script: "PRAGMA query_only = ON")
        return connection
    }

    private func put(_ connection: SQLiteConnection) {
        let isKept = idle.withLock { idle in
            guard let count = idle?.count, count < settings.idleReaders, !connection.isInTransaction else { return false }
            idle?.append(connection)
            return true
        }
        if !isKept { connection.close() }
    }
}
