internal import CSQLite
internal import Storage

extension DatabaseError {
    /// The error of an extended SQLite result code.
    init(code: Int32, message: String) {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_CANTOPEN: self = .cannotOpen(message)
        case SQLITE_CONSTRAINT: self = .constraint(Constraint(code: code), Self.name(in: message))
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupted(message)
        case SQLITE_FULL: self = .diskFull
        case SQLITE_IOERR: self = .inputOutput(code)
        case SQLITE_PERM, SQLITE_READONLY: self = .readOnly
        default: self = .statement(message)
        }
    }

    /// What follows the colon of "UNIQUE constraint failed: table.column"; the whole message when there is none.
    private static func name(in message: String) -> String {
        guard let colon = message.firstIndex(of: ":") else { return message }
        return String(message[message.index(after: colon)...].drop { $0 == " " })
    }
}

extension DatabaseError.Constraint {
    fileprivate init(code: Int32) {
        // SQLite's extended codes are macros that do not cross into Swift: the primary code, and a number in the next byte.
        switch code >> 8 {
        case 1: self = .check
        case 3: self = .foreignKey
        case 5: self = .notNull
        case 6, 8: self = .unique
        default: self = .other
        }
    }
}
