import Foundation
import Primitives
import Storage
import StorageSQLite
import Testing

/// What the SQLite driver promises beside.
@Suite struct SQLiteTests {
    @Test func acknowledgedWritesAreThereAfterReopening() async throws {
        let path = try Folder.fresh().path + "/idp.sqlite"
        let first = try SQLiteDatabase(path: path, as: .server)
        try await first.write { try $0.run(script: "CREATE TABLE number (n BIGINT PRIMARY KEY, text TEXT)") }
        try await first.insert(1)
        // Opened beside the first: what it sees is in the file, not in the first one's memory.
        let second = try SQLiteDatabase(path: path, as: .command)
        #expect(try await second.count() == 1)
        try await second.insert(2)
        #expect(try await first.count() == 2)
        await second.close()
        await first.close()
        let third = try SQLiteDatabase(path: path, as: .server)
        #expect(try await third.count() == 2)
        await third.close()
    }

    @Test func secondServerIsRefusedUntilTheFirstHasStopped() async throws {
        let path = try Folder.fresh().path + "/idp.sqlite"
        let first = try SQLiteDatabase(path: path, as: .server)
        #expect(throws: DatabaseError.inUse(path)) { try SQLiteDatabase(path: path, as: .server) }
        await first.close()
        await (try SQLiteDatabase(path: path, as: .server)).close()
    }

    @Test func snapshotDoesNotSeeLaterWrites() async throws {
        let database = try await Driver.sqliteFile.openWithNumbers()
        try await database.insert(1)
        let (began, written) = (Gate(), Gate())
        let reader = Task {
            try await database.read { connection in
                let before = try connection.query("SELECT n FROM number") { $0.integer(0) }
                began.open()
                try written.block()
                return (before, try connection.query("SELECT n FROM number") { $0.integer(0) })
            }
        }
        try await began.wait()
        try await database.insert(2)
        written.open()
        let (before, after) = try await reader.value
        #expect(before == [1])
        #expect(after == [1])
        #expect(try await database.count() == 2)
        await database.close()
    }

    @Test func fileIsReadableByItsOwnerAlone() async throws {
        let path = try Folder.fresh().path + "/idp.sqlite"
        let database = try SQLiteDatabase(path: path, as: .server)
        try await database.write { try $0.run(script: "CREATE TABLE number (n BIGINT PRIMARY KEY, text TEXT)") }
        for suffix in ["", "-wal", "-shm", ".lock"] {
            let mode = try FileManager.default.attributesOfItem(atPath: path + suffix)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(suffix)")
        }
        await database.close()
    }

    @Test func fullDiskIsNamedAndRecoveredFrom() async throws {
        var settings = SQLiteSettings()
        settings.maximumPages = 64
        let database = try SQLiteDatabase(path: Folder.fresh().path + "/idp.sqlite", as: .server, settings: settings)
        try await database.write { try $0.run(script: "CREATE TABLE number (n BIGINT PRIMARY KEY, text TEXT)") }
        let filler = String(repeating: "x", count: 3_000)
        var written = 0
        await #expect(throws: DatabaseError.diskFull) {
            while written < 1_000 {
                let number = written
                try await database.write {
                    try $0.execute("INSERT INTO number (n, text) VALUES (?1, ?2)", [SQLValue(number), .text(filler)])
                }
                written += 1
            }
        }
        // Nothing acknowledged is lost, nothing refused is there, reads go on.
        #expect(try await database.count() == written)
        try await database.write { try $0.execute("DELETE FROM number WHERE n < 20", []) }
        try await database.write { try $0.execute("INSERT INTO number (n, text) VALUES (-1, ?1)", [.text(filler)]) }
        #expect(try await database.count() == written - 19)
        await database.close()
    }

    /// A write that brings the disk to its end must not take its neighbours' place in the answer.
    @Test func fullDiskInAGroupAnswersEveryCallerTruthfully() async throws {
        var settings = SQLiteSettings()
        settings.maximumPages = 64
        let database = try SQLiteDatabase(path: Folder.fresh().path + "/idp.sqlite", as: .server, settings: settings)
        try await database.write { try $0.run(script: "CREATE TABLE number (n BIGINT PRIMARY KEY, text TEXT)") }
        let filler = String(repeating: "x", count: 3_000)
        let acknowledged = await withTaskGroup(of: Int?.self, returning: [Int].self) { group in
            for number in 0..<200 {
                group.addTask {
                    do {
                        try await database.write {
                            try $0.execute("INSERT INTO number (n, text) VALUES (?1, ?2)", [SQLValue(number), .text(filler)])
                        }
                        return number
                    } catch { return error as? DatabaseError == .diskFull ? nil : -1 }
                }
            }
            return await group.reduce(into: [Int]()) { if let number = $1 { $0.append(number) } }
        }
        #expect(acknowledged.count < 200)
        #expect(try await database.read { try $0.query("SELECT n FROM number ORDER BY n") { Int($0.integer(0)) } } == acknowledged.sorted())
        await database.close()
    }

    @Test func lockHeldByAnotherProcessIsBusy() async throws {
        var settings = SQLiteSettings()
        settings.busyMilliseconds = 50
        let path = try Folder.fresh().path + "/idp.sqlite"
        let (one, other) = (try SQLiteDatabase(path: path, as: .server), try SQLiteDatabase(path: path, as: .command, settings: settings))
        try await one.write { try $0.run(script: "CREATE TABLE number (n BIGINT PRIMARY KEY, text TEXT)") }
        let (began, tried) = (Gate(), Gate())
        let holder = Task {
            try await one.write { connection in
                try connection.execute("INSERT INTO number (n) VALUES (1)", [])
                began.open()
                try tried.block()
            }
        }
        try await began.wait()
        await #expect(throws: DatabaseError.busy) { try await other.insert(2) }
        #expect(try await other.count() == 0)
        tried.open()
        try await holder.value
        try await other.insert(2)
        #expect(try await one.count() == 2)
        await one.close()
        await other.close()
    }

    /// A disk that does not answer costs each caller the deadline, no more, and what had not begun is not done behind their backs.
    @Test func stalledWriterAnswersBusyAfterTheDeadline() async throws {
        var settings = SQLiteSettings()
        settings.writeDeadline = .milliseconds(300)
        let database = try SQLiteDatabase(path: Folder.fresh().path + "/idp.sqlite", as: .server, settings: settings)
        try await database.write { try $0.run(script: "CREATE TABLE number (n BIGINT PRIMARY KEY, text TEXT)") }
        let (began, tried) = (Gate(), Gate())
        let stalled = Task {
            try await database.write { connection in
                began.open()
                try tried.block()
            }
        }
        try await began.wait()
        await #expect(throws: DatabaseError.busy) { try await database.insert(1) }
        await #expect(throws: DatabaseError.busy) { try await stalled.value }
        tried.open()
        try await database.insert(2)
        #expect(try await database.count() == 1)
        await database.close()
    }

    @Test func queueIsBounded() async throws {
        var settings = SQLiteSettings()
        settings.queueLimit = 5
        let database = try SQLiteDatabase(path: Folder.fresh().path + "/idp.sqlite", as: .server, settings: settings)
        try await database.write { try $0.run(script: "CREATE TABLE number (n BIGINT PRIMARY KEY, text TEXT)") }
        let (began, tried) = (Gate(), Gate())
        let stalled = Task {
            try await database.write { _ in
                began.open()
                try tried.block()
            }
        }
        try await began.wait()
        let writes = (0..<20).map { number in Task { try await database.insert(number) } }
        var shed = 0
        // Five wait; the others are refused at once, so the first fifteen answers come while the writer is still held up.
        try await Task.sleep(for: .milliseconds(300))
        tried.open()
        try await stalled.value
        for write in writes {
            if case .failure(let error) = await write.result { shed += error as? DatabaseError == .busy ? 1 : 100 }
        }
        #expect(shed == 15)
        #expect(try await database.count() == 5)
        await database.close()
    }

    @Test(arguments: [
        (Array("this is not a database, but it is long enough to be looked at".utf8), "file is not a database")
    ])
    func foreignFileIsRefused(content: [UInt8], reason: String) throws {
        let path = try Folder.fresh().path + "/idp.sqlite"
        try Data(content).write(to: URL(filePath: path))
        #expect(throws: DatabaseError.corrupted(reason)) { try SQLiteDatabase(path: path, as: .server) }
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(content))
    }

    @Test func missingFolderIsNamed() throws {
        let path = try Folder.fresh().path + "/absent/idp.sqlite"
        #expect(throws: DatabaseError.cannotOpen("\(path): No such file or directory")) { try SQLiteDatabase(path: path, as: .command) }
    }
}
