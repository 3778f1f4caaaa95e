import Audit
import Foundation
import Primitives
import Storage
import StorageSQLite
import Testing

/// The same numbers for the same seed: a change that goes unnoticed can be looked at again.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

@Suite struct AuditLogTests {
    static let length: Int64 = 40

    static func event(_ number: Int64) -> AuditEvent {
        AuditEvent(
            AuditAction.allCases[Int(number) % AuditAction.allCases.count], at: Instant(secondsSinceEpoch: 1_000 + number),
            by: [.operator, .provider, .person(ID("a\(number)")), .client(ID("c\(number)"))][Int(number) % 4],
            account: number % 3 == 0 ? nil : ID("a\(number)"), client: number % 5 == 0 ? nil : ID("portal"),
            address: number % 2 == 0 ? "192.0.2.\(number)" : nil, port: number % 2 == 0 ? Int(40_000 + number) : nil,
            requestID: "r\(number)", details: ["number": .integer(number), "name": .string("Đỗ \"\(number)\"")])
    }

    /// A log of `length` records, the first of which the migration wrote.
    static func sample(_ driver: Driver = .sqliteMemory) async throws -> any Database {
        let database = try await driver.openPrepared()
        try await database.write { connection in
            for number in 2...length { try AuditLog.sample.append(event(number), on: connection) }
        }
        return database
    }

    @Test(arguments: Driver.allCases, [1, 7, 40, 41, 5_000])
    func intactLogIsFoundIntact(driver: Driver, batch: Int) async throws {
        let database = try await Self.sample(driver)
        #expect(try await AuditLog.sample.verify(database, batch: batch) == Self.length)
        var exported: [Int64] = []
        try await AuditLog.sample.export(database, batch: batch) { exported.append($0.sequence) }
        #expect(exported == Array(1...Self.length))
        await database.close()
    }

    @Test(arguments: Driver.allCases)
    func eventOfAnUndoneChangeIsUndoneToo(driver: Driver) async throws {
        let database = try await Self.sample(driver)
        await #expect(throws: DatabaseError.closed) {
            try await database.write { connection in
                try AuditLog.sample.append(Self.event(99), on: connection)
                throw DatabaseError.closed
            }
        }
        #expect(try await AuditLog.sample.verify(database) == Self.length)
        await database.close()
    }

    @Test(arguments: Driver.allCases)
    func concurrentEventsFormOneChain(driver: Driver) async throws {
        let database = try await driver.openPrepared()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<300 {
                group.addTask { try await database.write { try AuditLog.sample.append(Self.event(Int64(number)), on: $0) } }
            }
            try await group.waitForAll()
        }
        #expect(try await AuditLog.sample.verify(database, batch: 50) == 301)
        await database.close()
    }

    /// Events that share a commit with undone ones follow one another without a gap.
    @Test(arguments: Driver.allCases)
    func undoneEventsLeaveNoGapInASharedCommit(driver: Driver) async throws {
        let database = try await driver.openPrepared()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<300 {
                group.addTask {
                    try? await database.write { connection in
                        try AuditLog.sample.append(Self.event(Int64(number)), on: connection)
                        try AuditLog.sample.append(Self.event(Int64(number)), on: connection)
                        if number % 3 == 0 { throw DatabaseError.closed }
                    }
                }
            }
            await group.waitForAll()
        }
        #expect(try await AuditLog.sample.verify(database) == 401)
        await database.close()
    }

    @Test func anotherKeyFindsTheFirstRecordWrong() async throws {
        let database = try await Self.sample()
        let other = AuditLog(key: Secret([UInt8](repeating: 8, count: 32)))
        await #expect(throws: AuditFinding.altered(sequence: 1)) { try await other.verify(database) }
        await #expect(throws: DatabaseError.corrupted("head of the audit log")) {
            try await database.write { try other.append(Self.event(1), on: $0) }
        }
        await database.close()
    }

    /// THREATS §9: a row flipped, deleted, inserted, swapped, or the end cut off.
    enum Tampering: CaseIterable {
        case flip, delete, insert, swap, truncate, truncateWithHead, nullify, head, renumber

        func apply(to database: any Database, using random: inout SeededGenerator) async throws -> AuditFinding {
            let length = AuditLogTests.length
            let row = Int64.random(in: 1...length, using: &random)
            switch self {
            case .flip:
                try await flip(row, in: database, using: &random)
                return .altered(sequence: row)
            case .nullify:
                try await database.write {
                    try $0.execute("UPDATE audit_event SET request = NULL, client = 'x' WHERE sequence = ?1", [.integer(row)])
                }
                return .altered(sequence: row)
            case .delete:
                try await database.write { try $0.execute("DELETE FROM audit_event WHERE sequence = ?1", [.integer(row)]) }
                return .missing(sequence: row)
            case .insert:
                let place = Bool.random(using: &random) ? length + 1 : Int64.random(in: -3...0, using: &random)
                try await copy(row, to: place, in: database)
                // After the end it is where a record belongs, but its link cannot be made without the key.
                return place > length ? .altered(sequence: place) : .added(sequence: place)
            case .swap:
                let other = row % length + 1
                try await swap(row, other, in: database)
                return .altered(sequence: min(row, other))
            case .truncate:
                try await database.write { try $0.execute("DELETE FROM audit_event WHERE sequence >= ?1", [.integer(row)]) }
                return .missing(sequence: row)
            case .truncateWithHead:
                // All that can be done without the key: the head is set to the end that is left.
                let row = max(row, 2)
                try await database.write { connection in
                    try connection.execute("DELETE FROM audit_event WHERE sequence >= ?1", [.integer(row)])
                    try connection.execute(
                        """
                        UPDATE audit_head SET sequence = ?1 - 1, link = (SELECT link FROM audit_event WHERE sequence = ?1 - 1)
                        """, [.integer(row)])
                }
                return .headAltered
            case .head:
                let remove = Bool.random(using: &random)
                try await database.write { connection in
                    if remove {
                        try connection.execute("DELETE FROM audit_head", [])
                    } else {
                        try connection.execute("UPDATE audit_head SET seal = ?1", [.bytes([UInt8](repeating: 0, count: 32))])
                    }
                }
                return remove ? .headMissing : .headAltered
            case .renumber:
                try await database.write {
                    try $0.execute("UPDATE audit_event SET sequence = sequence + 1000 WHERE sequence = ?1", [.integer(row)])
                }
                return .missing(sequence: row)
            }
        }

        /// Flips one bit of one column.
        private func flip(_ row: Int64, in database: any Database, using random: inout SeededGenerator) async throws {
            let bit = Int64(1) << Int64.random(in: 0..<62, using: &random)
            let place = Int.random(in: 0..<1_000, using: &random)
            let texts: [(read: SQL, write: SQL)] = [
                ("SELECT action FROM audit_event WHERE sequence = ?1", "UPDATE audit_event SET action = ?2 WHERE sequence = ?1"),
                ("SELECT actor FROM audit_event WHERE sequence = ?1", "UPDATE audit_event SET actor = ?2 WHERE sequence = ?1"),
                ("SELECT details FROM audit_event WHERE sequence = ?1", "UPDATE audit_event SET details = ?2 WHERE sequence = ?1"),
                ("SELECT request FROM audit_event WHERE sequence = ?1", "UPDATE audit_event SET request = ?2 WHERE sequence = ?1"),
                (
                    "SELECT COALESCE(account, '') FROM audit_event WHERE sequence = ?1",
                    "UPDATE audit_event SET account = ?2 WHERE sequence = ?1"
                ),
                (
                    "SELECT COALESCE(client, '') FROM audit_event WHERE sequence = ?1",
                    "UPDATE audit_event SET client = ?2 WHERE sequence = ?1"
                ),
                (
                    "SELECT COALESCE(address, '') FROM audit_event WHERE sequence = ?1",
                    "UPDATE audit_event SET address = ?2 WHERE sequence = ?1"
                ),
            ]
            switch Int.random(in: 0..<10, using: &random) {
            case let column where column < 7:
                try await database.write { connection in
                    let old = try connection.first(texts[column].read, [.integer(row)]) { Array($0.text(0).utf8) } ?? []
                    var new = old
                    // The first record has no request, account or client: there a byte is added.
                    if new.isEmpty { new = [0x30] } else { new[place % new.count] ^= UInt8(1 << (place % 7)) }
                    try connection.execute(texts[column].write, [.integer(row), .text(String(decoding: new, as: UTF8.self))])
                }
            case 7:
                try await database.write {
                    try $0.execute("UPDATE audit_event SET time = time + ?2 WHERE sequence = ?1", [.integer(row), .integer(bit)])
                }
            case 8:
                try await database.write {
                    try $0.execute(
                        "UPDATE audit_event SET port = COALESCE(port, 0) + ?2 WHERE sequence = ?1", [.integer(row), .integer(bit)])
                }
            default:
                try await database.write { connection in
                    var link =
                        try connection.first("SELECT link FROM audit_event WHERE sequence = ?1", [.integer(row)]) { $0.bytes(0) } ?? []
                    link[place % 32] ^= UInt8(1 << (place % 8))
                    try connection.execute("UPDATE audit_event SET link = ?2 WHERE sequence = ?1", [.integer(row), .bytes(link)])
                }
            }
        }

        private func copy(_ row: Int64, to place: Int64, in database: any Database) async throws {
            try await database.write {
                try $0.execute(
                    """
                    INSERT INTO audit_event (sequence, time, action, actor, account, client, address, port, request, details, link)
                    SELECT ?2, time, action, actor, account, client, address, port, request, details, link FROM audit_event WHERE sequence = ?1
                    """, [.integer(row), .integer(place)])
            }
        }

        private func swap(_ one: Int64, _ other: Int64, in database: any Database) async throws {
            try await database.write { connection in
                for (from, to) in [(one, -1_000), (other, one), (-1_000, other)] {
                    try connection.execute("UPDATE audit_event SET sequence = ?2 WHERE sequence = ?1", [.integer(from), .integer(to)])
                }
            }
        }
    }

    @Test(arguments: 0..<200)
    func everyChangeToHistoryIsFoundWhereItIs(seed: Int) async throws {
        var random = SeededGenerator(state: UInt64(seed))
        let tampering = Tampering.allCases[seed % Tampering.allCases.count]
        let database = try await Self.sample()
        let expected = try await tampering.apply(to: database, using: &random)
        await #expect(throws: expected, "\(tampering)") { try await AuditLog.sample.verify(database, batch: 7) }
        await database.close()
    }
}
