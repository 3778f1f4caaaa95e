internal import CSQLite
internal import Storage

/// One SQLite connection with its prepared statements. Used by one thread at a time; its owner sees to that.
///
/// Sendable because it is handed from thread to thread (a pool's stack, the writer's thread), never shared between two.
@safe final class SQLiteConnection: Connection, @unchecked Sendable {
    private let handle: OpaquePointer
    /// By the address of the SQL literal: the number of literals bounds the cache.
    private var statements: [UInt: SQLiteStatement] = [:]
    private var isOpen = true
    var ending: TransactionEnding?

    /// Once for the process; SQLite refuses it when another part of the process was first, which costs speed and nothing else.
    private static let start: Int32 = csqlite_start()

    /// Opens the file, or a database in memory for `:memory:`.
    init(path: String, settings: SQLiteSettings) throws(DatabaseError) {
        _ = Self.start
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard let connection = unsafe opened else { throw .cannotOpen(path) }
        unsafe handle = connection
        do {
            try check(code)
            // First of all: the pragmas below may already meet another process's lock.
            try check(unsafe sqlite3_busy_timeout(handle, settings.busyMilliseconds))
            try check(unsafe csqlite_harden(handle))
            try run(script: settings.pragmas)
        } catch {
            close()
            throw error
        }
    }

    /// Whether a transaction is open; SQLite ends it by itself on some errors.
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    @discardableResult
    func execute(_ sql: SQL, _ parameters: [SQLValue]) throws(DatabaseError) -> Int {
        let statement = try prepare(sql, parameters)
        defer { statement.reset() }
        while try step(statement) {}
        return unsafe Int(sqlite3_changes(handle))
    }

    func visit(_ sql: SQL, _ parameters: [SQLValue], _ body: (any Row) throws -> Bool) throws {
        let statement = try prepare(sql, parameters)
        defer { statement.reset() }
        while try step(statement) {
            guard try !body(statement) else { continue }
            // A write with RETURNING is run to its end; a query is left where it stands.
            if !statement.isReadOnly { while try step(statement) {} }
            return
        }
    }

    func run(script: String) throws(DatabaseError) {
        try check(unsafe sqlite3_exec(handle, script, nil, nil, nil))
    }

    /// Works once; later calls do nothing.
    func close() {
        guard isOpen else { return }
        isOpen = false
        for statement in statements.values { statement.finalize() }
        statements = [:]
        unsafe sqlite3_close_v2(handle)
    }

    private func prepare(_ sql: SQL, _ parameters: [SQLValue]) throws(DatabaseError) -> SQLiteStatement {
        let statement = if let known = statements[sql.identity] { known } else { try compile(sql) }
        guard !statement.isBusy else { throw .statement("run again inside its own result: \(sql.text)") }
        // A parameter left out would keep the value of the statement's last use.
        guard statement.parameterCount == parameters.count else { throw .statement("\(parameters.count) parameters for \(sql.text)") }
        var index: Int32 = 0
        for value in parameters {
            index += 1
            try check(statement.bind(value, at: index))
        }
        return statement
    }

    private func compile(_ sql: SQL) throws(DatabaseError) -> SQLiteStatement {
        var code = SQLITE_OK
        let statement = unsafe SQLiteStatement(sql.text, on: handle, code: &code)
        try check(code)
        guard let statement else { throw .statement("empty") }
        statements[sql.identity] = statement
        return statement
    }

    /// Whether there is a row.
    private func step(_ statement: SQLiteStatement) throws(DatabaseError) -> Bool {
        switch statement.step() {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw error(code)
        }
    }

    private func check(_ code: Int32) throws(DatabaseError) {
        guard code == SQLITE_OK else { throw error(code) }
    }

    /// SQLite's messages name tables and columns; bound values never appear in them.
    private func error(_ code: Int32) -> DatabaseError {
        DatabaseError(code: code, message: unsafe String(cString: sqlite3_errmsg(handle)))
    }
}
