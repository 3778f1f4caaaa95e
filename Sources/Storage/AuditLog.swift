package import Audit
package import Primitives

/// The log of everything that happened: a table whose rows are chained, and its head.
///
/// An event is appended in the transaction of the change that it records: both happen or neither does.
package struct AuditLog: Sendable {
    private let chain: AuditChain

    /// - Parameter key: kept outside the database.
    package init(key: Secret) { chain = AuditChain(key: key) }

    /// Begins an empty log.
    func begin(on connection: any Connection) throws {
        let head = chain.head(sequence: 0, link: AuditChain.origin)
        try connection.execute(
            "INSERT INTO audit_head (id, sequence, link, seal) VALUES (1, ?1, ?2, ?3)",
            [.integer(head.sequence), .bytes(head.link), .bytes(head.seal)])
    }

    /// Adds the event at the end of the log. The head follows when the transaction commits, once for all events in it.
    ///
    /// - Throws: `DatabaseError.corrupted` when the head was tampered with: sealing a new one over it would hide that.
    package func append(_ event: AuditEvent, on connection: any Connection) throws {
        var ending = try connection.ending ?? open(on: connection)
        let record = AuditRecord(event, sequence: ending.head.sequence + 1)
        let link = chain.link(record, after: ending.head.link)
        try insert(record, link: link, on: connection)
        ending.head = AuditHead(sequence: record.sequence, link: link, seal: [])
        connection.ending = ending
    }

    /// Reads the head by an update that changes nothing: where a database has many writers, they queue behind one another here.
    private func open(on connection: any Connection) throws -> TransactionEnding {
        let head = try connection.first("UPDATE audit_head SET sequence = sequence WHERE id = 1 RETURNING sequence, link, seal") {
            AuditHead(sequence: $0.integer(0), link: $0.bytes(1), seal: $0.bytes(2))
        }
        guard let head, chain.isGenuine(head) else { throw DatabaseError.corrupted("head of the audit log") }
        return TransactionEnding(head: head) { [chain] head, connection in
            try connection.execute(
                "UPDATE audit_head SET sequence = ?1, link = ?2, seal = ?3 WHERE id = 1",
                [.integer(head.sequence), .bytes(head.link), .bytes(chain.head(sequence: head.sequence, link: head.link).seal)])
        }
    }

    package func append(_ events: [AuditEvent], on connection: any Connection) throws {
        for event in events { try append(event, on: connection) }
    }

    /// Reads the whole log and compares it with its chain, in batches of which each is a short read: the log may be long, and a
    /// snapshot held for as long as that would keep the database from reusing its space.
    ///
    /// - Returns: the number of records, all intact.
    /// - Throws: `AuditFinding` with the first record that is not.
    package func verify(_ database: any Database, batch: Int = 5_000) async throws -> Int64 {
        var verification = AuditVerification(chain)
        var head: AuditHead?
        try await visit(database, batch: batch) { rows, headNow in
            for row in rows { try verification.take(row.record, link: row.link) }
            // Of the last batch's own snapshot: the log may grow while it is read.
            head = headNow
        }
        try verification.finish(at: head)
        return verification.count
    }

    /// Shows each record to `body`, from the first to the last.
    package func export(_ database: any Database, batch: Int = 5_000, _ body: (AuditRecord) throws -> Void) async throws {
        try await visit(database, batch: batch) { rows, _ in
            for row in rows { try body(row.record) }
        }
    }

    /// Rows with a sequence below 1 are shown too: the log never writes them, so whoever did must be found.
    private func visit(
        _ database: any Database, batch: Int, _ body: ([(record: AuditRecord, link: [UInt8])], AuditHead?) throws -> Void
    ) async throws {
        var start: Int64? = .min
        while let first = start {
            let (rows, head) = try await database.read { connection in
                (try Self.records(from: first, limit: batch, on: connection), try Self.head(on: connection))
            }
            try body(rows, head)
            start = rows.count < batch ? nil : rows.last.flatMap { $0.record.sequence < .max ? $0.record.sequence + 1 : nil }
        }
    }

    private func insert(_ record: AuditRecord, link: [UInt8], on connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO audit_event (sequence, time, action, actor, account, client, address, port, request, details, link)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """,
            [
                .integer(record.sequence), .integer(record.time), .text(record.action), .text(record.actor), SQLValue(record.account),
                SQLValue(record.client), SQLValue(record.address), SQLValue(record.port), SQLValue(record.request), .text(record.details),
                .bytes(link),
            ])
    }

    private static func head(on connection: any Connection) throws -> AuditHead? {
        try connection.first("SELECT sequence, link, seal FROM audit_head WHERE id = 1") {
            AuditHead(sequence: $0.integer(0), link: $0.bytes(1), seal: $0.bytes(2))
        }
    }

    private static func records(
        from sequence: Int64, limit: Int, on connection: any Connection
    ) throws -> [(record: AuditRecord, link: [UInt8])] {
        try connection.query(
            """
            SELECT sequence, time, action, actor, account, client, address, port, request, details, link
            FROM audit_event WHERE sequence >= ?1 ORDER BY sequence LIMIT ?2
            """,
            [.integer(sequence), SQLValue(limit)]
        ) { row in
            let record = AuditRecord(
                sequence: row.integer(0), time: row.integer(1), action: row.text(2), actor: row.text(3), account: row.optionalText(4),
                client: row.optionalText(5), address: row.optionalText(6), port: row.optionalInteger(7), request: row.optionalText(8),
                details: row.text(9))
            return (record, row.bytes(10))
        }
    }
}
