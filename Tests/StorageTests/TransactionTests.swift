import Primitives
import Storage
import StorageSQLite
import Testing

private struct Refusal: Error, Equatable {}

/// What every driver promises of reads and writes.
@Suite struct TransactionTests {
    @Test(arguments: Driver.allCases)
    func valuesComeBackAsTheyWent(driver: Driver) async throws {
        let database = try driver.open()
        let dialect = database.dialect
        try await database.write { connection in
            try connection.run(script: dialect.spell("CREATE TABLE v (i {integer}, t TEXT, b {bytes}, z TEXT) {checked}"))
            try connection.execute(
                "INSERT INTO v (i, t, b, z) VALUES (?1, ?2, ?3, ?4)", [.integer(.min), "Nguyễn\u{0}Văn\u{301}", .bytes([0, 255, 0]), nil])
            try connection.execute("INSERT INTO v (i, t, b, z) VALUES (?1, ?2, ?3, ?4)", [.integer(.max), "", .bytes([]), ""])
        }
        let rows = try await database.read {
            try $0.query("SELECT i, t, b, z FROM v ORDER BY i") { ($0.integer(0), Array($0.text(1).utf8), $0.bytes(2), $0.optionalText(3)) }
        }
        #expect(rows.map(\.0) == [.min, .max])
        #expect(rows.map(\.1) == [Array("Nguyễn\u{0}Văn\u{301}".utf8), []])
        #expect(rows.map(\.2) == [[0, 255, 0], []])
        #expect(rows.map(\.3) == [nil, ""])
        await database.close()
    }

    @Test(arguments: Driver.allCases)
    func writeThatThrowsLeavesNoTrace(driver: Driver) async throws {
        let database = try await driver.openWithNumbers()
        await #expect(throws: Refusal()) {
            try await database.write { connection in
                try connection.execute("INSERT INTO number (n) VALUES (1)", [])
                throw Refusal()
            }
        }
        #expect(try await database.count() == 0)
        await database.close()
    }

    /// Writes that share a commit do not share their fate.
    @Test(arguments: Driver.allCases)
    func refusedWritesDoNotTouchTheirNeighbours(driver: Driver) async throws {
        let database = try await driver.openWithNumbers()
        let refused = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<600 {
                group.addTask {
                    do {
                        try await database.write { connection in
                            try connection.execute("INSERT INTO number (n) VALUES (?1)", [SQLValue(number)])
                            if number % 3 == 0 { throw Refusal() }
                        }
                        return false
                    } catch { return error is Refusal }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused == 200)
        let left = try await database.read { try $0.query("SELECT n FROM number ORDER BY n") { Int($0.integer(0)) } }
        #expect(left == (0..<600).filter { $0 % 3 != 0 })
        await database.close()
    }

    @Test(arguments: Driver.allCases)
    func oneOfAThousandRacersWinsAConditionalWrite(driver: Driver) async throws {
        let database = try await driver.openWithNumbers()
        try await database.insert(1)
        let winners = try await withThrowingTaskGroup(of: Int.self) { group in
            for racer in 0..<1_000 {
                group.addTask {
                    try await database.write {
                        try $0.execute("UPDATE number SET text = ?1 WHERE n = 1 AND text IS NULL", [.text("\(racer)")])
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(winners == 1)
        await database.close()
    }

    @Test(arguments: Driver.allCases)
    func writeReturnsItsRows(driver: Driver) async throws {
        let database = try await driver.openWithNumbers()
        for number in 1...3 { try await database.insert(number) }
        let returned = try await database.write {
            try $0.first("UPDATE number SET text = 'x' RETURNING n") { $0.integer(0) }
        }
        #expect(returned == 1)
        // The first row was enough for the caller, yet all three were changed.
        #expect(try await database.read { try $0.first("SELECT COUNT(*) FROM number WHERE text = 'x'") { $0.integer(0) } } == 3)
        await database.close()
    }

    @Test(arguments: Driver.allCases)
    func readRefusesToWrite(driver: Driver) async throws {
        let database = try await driver.openWithNumbers()
        await #expect(throws: DatabaseError.readOnly) {
            try await database.read { try $0.execute("INSERT INTO number (n) VALUES (1)", []) }
        }
        try await database.insert(2)
        #expect(try await database.count() == 1)
        await database.close()
    }

    @Test(arguments: Driver.allCases)
    func brokenRulesAreNamed(driver: Driver) async throws {
        let database = try await driver.openWithNumbers()
        try await database.write {
            try $0.run(
                script: """
                    CREATE TABLE child (n BIGINT NOT NULL REFERENCES number (n), positive BIGINT CONSTRAINT is_positive CHECK (positive > 0))
                    """)
        }
        try await database.insert(1)
        await #expect(throws: DatabaseError.constraint(.unique, "number.n")) { try await database.insert(1) }
        await #expect(throws: DatabaseError.constraint(.foreignKey, "FOREIGN KEY constraint failed")) {
            try await database.write { try $0.execute("INSERT INTO child (n) VALUES (99)", []) }
        }
        await #expect(throws: DatabaseError.constraint(.check, "is_positive")) {
            try await database.write { try $0.execute("INSERT INTO child (n, positive) VALUES (1, 0)", []) }
        }
        await #expect(throws: DatabaseError.constraint(.notNull, "child.n")) {
            try await database.write { try $0.execute("INSERT INTO child (n) VALUES (NULL)", []) }
        }
        await database.close()
    }

    @Test(arguments: Driver.allCases)
    func faultyStatementsAreRefusedWithoutTheirParameters(driver: Driver) async throws {
        let database = try await driver.openWithNumbers()
        for statement in [
            { try $0.execute("SELEKT ?1", ["hidden"]) }, { try $0.execute("INSERT INTO number (n) VALUES (?1)", []) },
            { try $0.execute("INSERT INTO number (n) VALUES (?1)", [1, "hidden"]) },
        ] as [@Sendable (any Connection) throws -> Int] {
            let error = await #expect(throws: DatabaseError.self) { try await database.write { try statement($0) } }
            guard case .statement(let message) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(!message.contains("hidden"))
        }
        await database.close()
    }

    @Test(arguments: Driver.allCases)
    func closingCarriesOutWhatWasAccepted(driver: Driver) async throws {
        let database = try await driver.openWithNumbers()
        let writes = (0..<200).map { number in Task { try await database.insert(number) } }
        for write in writes.prefix(1) { try await write.value }
        await database.close()
        for write in writes {
            switch await write.result {
            case .success: break
            case .failure(let error): #expect(error as? DatabaseError == .closed)
            }
        }
        await #expect(throws: DatabaseError.closed) { try await database.insert(1_000) }
        await #expect(throws: DatabaseError.closed) { _ = try await database.count() }
        await database.close()
    }
}
