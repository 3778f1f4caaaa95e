import Foundation
import Logging
import Primitives
import Synchronization
import Testing
import TokenCrypto

@testable import IdP

struct KeyDirectoryTests {
    private static func open(_ folder: String) async throws -> KeyDirectory {
        try await KeyDirectory.open(folder: folder, secretPath: nil, purposes: [.signing(.es256)], world: .system) { _ in }
    }

    private static func rotated(_ ring: KeyRing) throws -> KeyRing {
        try ring.rotating(to: .generate(.signing(.es256)), at: World.system.now(), publication: 0)
    }

    private static func ids(_ ring: KeyRing) -> Set<String> { Set(ring.entries.map(\.key.keyID)) }

    @Test func `an opening makes what is missing and leaves what is there alone`() async throws {
        let installation = try Installation()
        let first = try await Self.open(installation.keys)
        let made = try installation.contents()
        #expect(made.count == 3)
        let second = try await Self.open(installation.keys)
        #expect(try installation.contents() == made)
        #expect(first.secret.key("x") == second.secret.key("x"))
        for name in made.keys {
            let attributes = try FileManager.default.attributesOfItem(atPath: installation.keys + "/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `of several that open an empty folder at once, one makes the keys and all use them`() async throws {
        let installation = try Installation()
        let folder = installation.keys
        let opened = try await withThrowingTaskGroup(of: KeyDirectory.self) { group in
            for _ in 0..<12 { group.addTask { try await Self.open(folder) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(opened.map { $0.secret.key("x") }).count == 1)
        #expect(Set(opened.map { Self.ids($0.ring) }).count == 1)
        #expect(try installation.contents().count == 3)
    }

    @Test func `a file that another made meanwhile is left to it`() throws {
        let installation = try Installation()
        let file = installation.folder + "/secret"
        #expect(try KeyStorage.create(file, with: [1]))
        #expect(try !KeyStorage.create(file, with: [2]))
        #expect(try KeyStorage.contents(file) == [1])
        #expect(try FileManager.default.contentsOfDirectory(atPath: installation.folder) == ["secret"])
    }

    @Test func `a change begins with what the folder holds, not with what was read before`() async throws {
        let installation = try Installation()
        let (one, other) = (try await Self.open(installation.keys), try await Self.open(installation.keys))
        let kid = try #require(one.ring.entries.first?.key.keyID)
        _ = try await one.change({ try $0.revoking(kid, at: World.system.now()) }, announce: { _ in })
        let ring = try await other.change({ try Self.rotated($0) }, announce: { _ in })
        #expect(ring[kid]?.revoked != nil)
        #expect(try await Self.open(installation.keys).ring[kid]?.revoked != nil)
        #expect(ring.entries.count == 3)
    }

    @Test func `changes at once lose nothing`() async throws {
        let installation = try Installation()
        let folder = installation.keys
        _ = try await Self.open(folder)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { _ = try await Self.open(folder).change({ try Self.rotated($0) }, announce: { _ in }) }
            }
            try await group.waitForAll()
        }
        #expect(try await Self.open(folder).ring.entries.count == 9)
    }

    @Test func `nothing is stored when the announcement fails`() async throws {
        let installation = try Installation()
        let directory = try await Self.open(installation.keys)
        let before = try installation.contents()
        await #expect(throws: CommandFailure.self) {
            _ = try await directory.change({ try Self.rotated($0) }, announce: { _ in throw CommandFailure("no") })
        }
        #expect(try installation.contents() == before)
        #expect(directory.ring.entries.count == 1)
    }

    @Test func `a lock that is not let go ends in one line`() throws {
        let installation = try Installation()
        let held = try FolderLock(installation.folder, for: .reading)
        _ = try FolderLock(installation.folder, for: .reading, patience: 0)
        let failure = KeyDirectory.Failure(
            installation.folder, "another process keeps the folder locked; wait for it, or end it")
        #expect(throws: failure) { try FolderLock(installation.folder, for: .changing, patience: 100) }
        withExtendedLifetime(held) {}
    }

    @Test func `what another process changed is seen at the next look, twice within a tick too`() async throws {
        let installation = try Installation()
        let (server, command) = (try await Self.open(installation.keys), try await Self.open(installation.keys))
        for count in 2...6 {
            _ = try await command.change({ try Self.rotated($0) }, announce: { _ in })
            await server.refresh()
            #expect(server.ring.entries.count == count)
        }
    }

    @Test func `a folder that cannot be read leaves the last ring in force, and says so`() async throws {
        let installation = try Installation()
        let directory = try await Self.open(installation.keys)
        await directory.refresh()
        #expect(directory.failure == nil)
        let file = try installation.file(".key.json")
        try Data("{}".utf8).write(to: URL(filePath: file), options: .atomic)
        await directory.refresh()
        #expect(directory.failure?.description.contains(file) == true)
        #expect(directory.ring.entries.count == 1)
        try FileManager.default.removeItem(atPath: file)
        await directory.refresh()
        #expect(directory.failure?.description.contains("the key files are gone") == true)
        #expect(directory.ring.entries.count == 1)
    }

    @Test func `an unreadable folder is logged once a minute, not at every look`() async throws {
        let installation = try Installation()
        let directory = try await Self.open(installation.keys)
        let file = try installation.file(".key.json")
        let good = try #require(FileManager.default.contents(atPath: file))
        try Data("{}".utf8).write(to: URL(filePath: file), options: .atomic)
        let lines = LogLines()
        let watch = Task { try await KeyWatch(keys: directory, logger: Logger(label: "t", factory: { _ in lines.handler })).run() }
        try await lines.wait(for: 1)
        try await Task.sleep(for: .milliseconds(1_500))
        #expect(lines.all == ["the keys cannot be read; those read before stay in force"])
        #expect(FileManager.default.createFile(atPath: file, contents: good, attributes: [.posixPermissions: 0o600]))
        try await lines.wait(for: 2)
        #expect(lines.all.dropFirst() == ["the keys can be read again"])
        #expect(directory.failure == nil)
        watch.cancel()
        try await watch.value
    }
}

/// What was logged, in order.
private final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }
    /// Returns when there are so many, or after ten seconds.
    func wait(for count: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        while all.count < count, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
    }

    var handler: Handler { Handler(lines: self) }

    struct Handler: LogHandler {
        let lines: LogLines
        var logLevel = Logger.Level.info
        var metadata = Logger.Metadata()

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { lines.lines.withLock { $0.append(event.message.description) } }
    }
}
