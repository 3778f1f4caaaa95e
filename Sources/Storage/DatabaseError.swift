/// Why the database did not do what it was asked. Never carries the value of a parameter.
package enum DatabaseError: Error, Equatable, Sendable {
    /// Someone else held the write lock, the queue was full, or the disk did not answer within the deadline. Worth another try.
    case busy
    /// The file or folder cannot be opened; the text says why.
    case cannotOpen(String)
    case closed
    /// The write would break a rule of the schema; the text names the columns or the index.
    case constraint(Constraint, String)
    /// What is stored is not what was written; the text says where it showed.
    case corrupted(String)
    case diskFull
    /// A read or write failed in the operating system; the number is the driver's.
    case inputOutput(Int32)
    /// Another server runs on the same database; the text is the file's path.
    case inUse(String)
    case readOnly
    case schemaNewer(found: Int, known: Int)
    case schemaOlder(found: Int, known: Int)
    /// The statement was refused: a fault of this program.
    case statement(String)

    package enum Constraint: Sendable, Equatable {
        case check, foreignKey, notNull, unique, other
    }
}

extension DatabaseError: CustomStringConvertible {
    /// One line that names the mend.
    package var description: String {
        switch self {
        case .busy: "the database is busy: try again in a moment"
        case .cannotOpen(let reason): "the database cannot be opened: \(reason)"
        case .closed: "the database is closed: the server is shutting down"
        case .constraint(_, let name): "the database refused a record that breaks its rule on \(name)"
        case .corrupted(let place): "the database is damaged (\(place)): restore a backup, or run `idp check`"
        case .diskFull: "the disk that holds the database is full: free some space"
        case .inputOutput(let code): "the disk that holds the database failed (code \(code)): check the disk and the system log"
        case .inUse(let path): "another server is running on \(path): stop it first, or set another `database`"
        case .readOnly: "the database cannot be written: check the owner and mode of its file and folder"
        case .schemaNewer(let found, let known):
            "the database has schema \(found), this program knows \(known): install the newer version of idp"
        case .schemaOlder(let found, let known): "the database has schema \(found), this program needs \(known): run `idp migrate`"
        case .statement(let message): "the database refused a statement: \(message)"
        }
    }
}
