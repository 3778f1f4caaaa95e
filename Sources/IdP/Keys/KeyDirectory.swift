internal import Foundation
internal import Glibc
internal import Primitives
internal import Synchronization
internal import TokenCrypto

/// The folder that holds the instance's keys, and the ring read from it: read again when a command beside the server changed it.
final class KeyDirectory: Sendable {
    /// One line for the operator: what is wrong with which file, and the mend.
    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ path: String, _ mend: String) { description = "keys: \(path): \(mend)" }
    }

    /// A retired key stays published for as long as an `id_token_hint` of a session may come back: a session's longest life and an hour.
    static let maximumTokenLifetime: Int64 = 13 * 3600
    /// How often the folder is looked at, in seconds: a rotation must be seen within one.
    private static let interval = 0.4

    let secret: InstanceSecret
    private let folder: String
    private let wrappingKey: Secret
    private let world: World

    private struct Current {
        var ring: KeyRing
        var stamp: Stamp
        var looked: Double
    }
    private let current: Mutex<Current>

    /// Opens the folder, makes what is missing in it: the wrapping key (when no other file is given), the instance's secret and one
    /// signing key of each algorithm.
    /// - Parameters:
    ///   - secretPath: `keys_secret`; nil makes `wrapping.key` in the folder.
    ///   - notice: called with one line when a wrapping key was made.
    init(folder: String, secretPath: String?, algorithms: [SignatureAlgorithm], world: World, notice: (String) -> Void) throws {
        self.folder = folder
        self.world = world
        try Self.makeFolder(folder)
        wrappingKey = try Self.wrappingKey(folder: folder, path: secretPath, world: world, notice: notice)
        secret = try Self.instanceSecret(folder: folder, wrappingKey: wrappingKey, world: world)
        var ring = try Self.read(folder, wrappingKey)
        for algorithm in algorithms where ring.signingKey(for: algorithm, at: world.now()) == nil {
            ring = try ring.rotating(to: SigningKey.generate(algorithm), at: world.now(), publication: 0)
        }
        try Self.write(ring, to: folder, wrappingKey: wrappingKey, world: world)
        current = Mutex(Current(ring: ring, stamp: Stamp(folder), looked: Self.monotonicSeconds()))
    }

    /// The ring as it is now. A folder that cannot be read any more leaves the last good ring in force.
    var ring: KeyRing {
        current.withLock { current in
            let now = Self.monotonicSeconds()
            guard now - current.looked >= Self.interval else { return current.ring }
            current.looked = now
            let stamp = Stamp(folder)
            if stamp != current.stamp, let ring = try? Self.read(folder, wrappingKey), !ring.entries.isEmpty {
                current.ring = ring
                current.stamp = stamp
            }
            return current.ring
        }
    }

    /// Stores a changed ring.
    func store(_ ring: KeyRing) throws {
        try Self.write(ring, to: folder, wrappingKey: wrappingKey, world: world)
        current.withLock { $0 = Current(ring: ring, stamp: Stamp(folder), looked: Self.monotonicSeconds()) }
    }

    // MARK: files

    private static let wrappingKeyName = "wrapping.key"
    private static let instanceSecretName = "instance.secret"
    private static let suffix = ".key.json"

    private static func makeFolder(_ folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw Failure(folder, "the folder cannot be made; give the server's user the right to, or set keys to another one") }
    }

    private static func wrappingKey(folder: String, path: String?, world: World, notice: (String) -> Void) throws -> Secret {
        let file = path ?? folder + "/" + wrappingKeyName
        if !FileManager.default.fileExists(atPath: file) {
            guard path == nil else {
                throw Failure(file, "the file of keys_secret is not there; restore it, without it no key can be opened")
            }
            guard try keyFiles(folder).isEmpty, !FileManager.default.fileExists(atPath: folder + "/" + instanceSecretName) else {
                throw Failure(file, "the wrapping key is missing although keys are there; restore it from where it is kept")
            }
            try replace(file, with: Array((Base64URL.encode(world.random(32)) + "\n").utf8))
            notice("made \(file), which opens all private keys: keep a copy apart, and for production move it and name it in keys_secret")
        }
        let text = String(decoding: try contents(file), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let bytes = Base64URL.decode(text), bytes.count == 32 else {
            throw Failure(file, "a wrapping key is 32 bytes as 43 characters of Base64URL; restore the file")
        }
        return Secret(bytes)
    }

    private static func instanceSecret(folder: String, wrappingKey: Secret, world: World) throws -> InstanceSecret {
        let file = folder + "/" + instanceSecretName
        guard FileManager.default.fileExists(atPath: file) else {
            guard try keyFiles(folder).isEmpty else {
                throw Failure(file, "the instance's secret is missing; restore it from the backup of the keys")
            }
            let secret = InstanceSecret.generate(world)
            try replace(file, with: secret.encode(wrappingKey: wrappingKey, world: world))
            return secret
        }
        do { return try InstanceSecret.decode(try contents(file), wrappingKey: wrappingKey) } catch let error as KeyFileError {
            throw Failure(file, error.description)
        }
    }

    private static func keyFiles(_ folder: String) throws -> [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(suffix) }.sorted() } catch {
            throw Failure(folder, "the folder cannot be read; give the server's user the right to")
        }
    }

    private static func read(_ folder: String, _ wrappingKey: Secret) throws -> KeyRing {
        var entries: [KeyRing.Entry] = []
        for name in try keyFiles(folder) {
            let file = folder + "/" + name
            do { entries.append(try KeyFile.decode(try contents(file), wrappingKey: wrappingKey)) } catch let error as KeyFileError {
                throw Failure(file, error.description)
            }
        }
        return KeyRing(entries: entries, maximumTokenLifetime: maximumTokenLifetime)
    }

    /// Writes the entries that differ from what is stored; a key that signs is on disk before anything is signed with it.
    private static func write(_ ring: KeyRing, to folder: String, wrappingKey: Secret, world: World) throws {
        let stored = try read(folder, wrappingKey)
        for entry in ring.entries {
            if let old = stored[entry.key.keyID], old.signsFrom == entry.signsFrom, old.retired == entry.retired,
                old.revoked == entry.revoked
            {
                continue
            }
            try replace(folder + "/" + entry.key.keyID + suffix, with: KeyFile.encode(entry, wrappingKey: wrappingKey, world: world))
        }
    }

    /// - Throws: when the file is readable for others: then the key must be taken for known.
    private static func contents(_ file: String) throws -> [UInt8] {
        var status = stat()
        guard unsafe stat(file, &status) == 0 else {
            throw Failure(file, "cannot be read: \(reason()); give the server's user the right to")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Failure(file, "is readable for others; run chmod 600 on it, and rotate the keys if others had access")
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Failure(file, "cannot be read; give the server's user the right to")
        }
        return Array(data)
    }

    /// Replaces a file so that a crash leaves the old or the new one, never a part.
    private static func replace(_ file: String, with bytes: [UInt8]) throws {
        let temporary = file + ".new"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(temporary, "cannot be written: \(reason())") }
        let written = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
        let synced = fsync(descriptor)
        let closed = close(descriptor)
        guard written == bytes.count, synced == 0, closed == 0, unsafe rename(temporary, file) == 0 else {
            throw Failure(file, "cannot be written: \(reason()); free some space and try again")
        }
        let folder = unsafe open((file as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        _ = fsync(folder)
        _ = close(folder)
    }

    private static func reason() -> String { unsafe String(cString: strerror(errno)) }

    private static func monotonicSeconds() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// What changes when any file of the folder is replaced.
    private struct Stamp: Equatable {
        let seconds: Int
        let nanoseconds: Int

        init(_ folder: String) {
            var status = stat()
            guard unsafe stat(folder, &status) == 0 else {
                seconds = -1
                nanoseconds = -1
                return
            }
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        }
    }
}
