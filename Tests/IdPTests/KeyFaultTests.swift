import Audit
import Foundation
import Primitives
import Storage
import StorageSQLite
import Testing
import TokenCrypto

@testable import IdP

/// THREATS §9: keys in a state that nobody intended stop the start with one line that names the file and the mend.
struct KeyFaultTests {
    @Test(arguments: [".key.json", "wrapping.key", "instance.secret"], [0o644, 0o640, 0o604])
    func `a key that others may read`(name: String, mode: Int) async throws {
        let installation = try Installation()
        try await installation.prepare()
        let file = try installation.file(name)
        try setMode(mode, of: file)
        let line = "keys: \(file): is readable for others; run chmod 600 on it, and rotate the keys if others had access"
        #expect(try await installation.refusal() == line)
        try setMode(0o600, of: file)
        #expect(try await installation.refusal() == "started")
    }

    @Test(arguments: [
        ("wrapping.key", "the wrapping key is missing although keys are there; restore it from where it is kept"),
        ("instance.secret", "the instance's secret is missing; restore it from the backup of the keys"),
    ])
    func `a key that is missing is not made anew beside the others`(name: String, mend: String) async throws {
        let installation = try Installation()
        try await installation.prepare()
        let file = try installation.file(name)
        try FileManager.default.removeItem(atPath: file)
        let before = try installation.contents()
        #expect(try await installation.refusal() == "keys: \(file): \(mend)")
        #expect(try installation.contents() == before)
    }

    @Test func `a wrapping key that keys_secret names and that is missing`() async throws {
        let installation = try Installation()
        let file = installation.folder + "/elsewhere.key"
        let line = "keys: \(file): the file of keys_secret is not there; restore it, without it no key can be opened"
        #expect(try await installation.refusal("keys_secret: \(file)") == line)
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func `another wrapping key than the one that the keys were written with`() async throws {
        let installation = try Installation()
        try await installation.prepare()
        let file = try installation.file("wrapping.key")
        try Data((Base64URL.encode([UInt8](repeating: 1, count: 32)) + "\n").utf8).write(to: URL(filePath: file))
        #expect(try await installation.refusal().contains(KeyFileError.wrongWrappingKey.rawValue))
    }

    @Test func `one flipped byte of a key file`() async throws {
        let installation = try Installation()
        try await installation.prepare()
        let file = try installation.file(".key.json")
        var bytes = try #require(FileManager.default.contents(atPath: file))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: file))
        #expect(try await installation.refusal().hasPrefix("keys: \(file): "))
    }

    @Test func `readiness names the keys, or the database`() async throws {
        let installation = try Installation()
        let instance = try await installation.open()
        #expect(await InstanceProbe.failure(of: instance) == nil)
        let file = try installation.file(".key.json")
        try setMode(0o644, of: file)
        await instance.keys.refresh()
        #expect(await InstanceProbe.failure(of: instance) == "keys")
        try setMode(0o600, of: file)
        await instance.keys.refresh()
        #expect(await InstanceProbe.failure(of: instance) == nil)
        await instance.database.close()
        #expect(await InstanceProbe.failure(of: instance) == "database")
    }

    @Test(arguments: [false, true])
    func `a change of keys is in the log, and so is its failure`(fails: Bool) async throws {
        let installation = try Installation()
        let folder = installation.keys
        try await installation.open().closing { instance in
            let key = try ProviderKey.generate(.signing(.es256))
            let change: @Sendable (KeyRing) throws -> KeyRing = { ring in
                // A folder where the file belongs: what is announced next cannot be stored.
                let path = "\(folder)/\(key.keyID).key.json"
                if fails { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false) }
                return try ring.rotating(to: key, at: World.system.now(), publication: 0)
            }
            let outcome: Result<KeyRing, any Error>
            do { outcome = .success(try await instance.changeKeys(.keyRotated, key.keyID, change)) } catch { outcome = .failure(error) }
            #expect((try? outcome.get()) == nil ? fails : !fails)
            var actions: [String] = []
            try await instance.auditLog.export(instance.database) { if $0.action.hasPrefix("key.") { actions.append($0.action) } }
            #expect(actions == (fails ? ["key.rotated", "key.change-failed"] : ["key.rotated"]))
            #expect((instance.keys.ring[key.keyID] == nil) == fails)
        }
    }
}
