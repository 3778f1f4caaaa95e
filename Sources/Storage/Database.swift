internal import Audit

/// A driver: where everything durable lives. The repositories and the migrations are written against it once.
///
/// Bodies are synchronous, so that a blocking driver can run each on one connection of its own thread; they may be called
/// from any thread, and must not wait for anything but their connection. A driver may take back what a body did and run it again, so
/// a body does nothing beside what it does to its connection.
package protocol Database: Sendable {
    var dialect: Dialect { get }

    /// Runs the body on one snapshot of what is committed. A write in it is refused as `DatabaseError.readOnly`.
    func read<T: Sendable>(_ body: @Sendable @escaping (any Connection) throws -> T) async throws -> T

    /// Runs the body as one transaction, which is durable when this returns and has left no trace when this throws.
    ///
    /// Two errors mean that the outcome is unknown, as with any lost answer: `busy` after the deadline, and `inputOutput`.
    @discardableResult
    func write<T: Sendable>(_ body: @Sendable @escaping (any Connection) throws -> T) async throws -> T

    /// Carries out what was accepted, then lets go of the files. Later calls throw `DatabaseError.closed`.
    func close() async
}

/// One transaction in progress. Valid only inside the body that it was passed to.
package protocol Connection: AnyObject {
    /// What is written once when the transaction commits, however many changes it holds.
    ///
    /// The driver sets it to nil when a transaction begins, writes it before the commit, and takes it back together with a change
    /// that is undone.
    var ending: TransactionEnding? { get set }

    /// Runs one INSERT, UPDATE or DELETE.
    ///
    /// - Returns: the number of rows that it changed: with a conditional write, who won.
    @discardableResult
    func execute(_ sql: SQL, _ parameters: [SQLValue]) throws(DatabaseError) -> Int

    /// Shows each row of the result to `body` until it answers false.
    func visit(_ sql: SQL, _ parameters: [SQLValue], _ body: (any Row) throws -> Bool) throws

    /// Runs statements separated by semicolons, without parameters: for migrations alone.
    func run(script: String) throws(DatabaseError)
}

/// The end of the audit log as a transaction has moved it.
package struct TransactionEnding {
    var head: AuditHead
    let write: (AuditHead, any Connection) throws -> Void

    package func write(on connection: any Connection) throws { try write(head, connection) }
}

extension Connection {
    /// Every row of the result, converted.
    package func query<T>(_ sql: SQL, _ parameters: [SQLValue] = [], row convert: (any Row) throws -> T) throws -> [T] {
        var result: [T] = []
        try visit(sql, parameters) { row in
            result.append(try convert(row))
            return true
        }
        return result
    }

    /// The first row of the result, converted; nil when there is none.
    package func first<T>(_ sql: SQL, _ parameters: [SQLValue] = [], row convert: (any Row) throws -> T) throws -> T? {
        var result: T?
        try visit(sql, parameters) { row in
            result = try convert(row)
            return false
        }
        return result
    }

    /// Whether the result has any row.
    package func exists(_ sql: SQL, _ parameters: [SQLValue] = []) throws -> Bool {
        try first(sql, parameters) { _ in true } ?? false
    }
}
