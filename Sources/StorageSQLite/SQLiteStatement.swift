internal import CSQLite
internal import Storage

/// A prepared statement, which is also the row on which it stands. Its connection finalizes it.
@safe struct SQLiteStatement {
    private let pointer: OpaquePointer

    /// Nil for a text without a statement.
    init?(_ text: String, on connection: OpaquePointer, code: inout Int32) {
        var prepared: OpaquePointer?
        code = unsafe sqlite3_prepare_v3(connection, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard let prepared = unsafe prepared else { return nil }
        unsafe pointer = prepared
    }

    var isBusy: Bool { unsafe sqlite3_stmt_busy(pointer) != 0 }
    var isReadOnly: Bool { unsafe sqlite3_stmt_readonly(pointer) != 0 }
    var parameterCount: Int { unsafe Int(sqlite3_bind_parameter_count(pointer)) }

    /// SQLite's result code.
    func step() -> Int32 { unsafe sqlite3_step(pointer) }
    /// Repeats the code of the last step, which was dealt with then.
    func reset() { _ = unsafe sqlite3_reset(pointer) }
    func finalize() { _ = unsafe sqlite3_finalize(pointer) }

    /// SQLite's result code.
    func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: return unsafe sqlite3_bind_null(pointer, index)
        case .integer(let integer): return unsafe sqlite3_bind_int64(pointer, index, integer)
        case .text(var text): return text.withUTF8 { utf8 in unsafe csqlite_bind_text(pointer, index, utf8.baseAddress, Int32(utf8.count)) }
        case .bytes(let bytes):
            return unsafe bytes.withUnsafeBytes { bytes in unsafe csqlite_bind_blob(pointer, index, bytes.baseAddress, Int32(bytes.count)) }
        }
    }
}

extension SQLiteStatement: Row {
    func isNull(_ column: Int) -> Bool { unsafe sqlite3_column_type(pointer, Int32(column)) == SQLITE_NULL }
    func integer(_ column: Int) -> Int64 { unsafe sqlite3_column_int64(pointer, Int32(column)) }

    func text(_ column: Int) -> String {
        guard let start = unsafe sqlite3_column_text(pointer, Int32(column)) else { return "" }
        let count = unsafe Int(sqlite3_column_bytes(pointer, Int32(column)))
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func bytes(_ column: Int) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(pointer, Int32(column)) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(pointer, Int32(column)))
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}
