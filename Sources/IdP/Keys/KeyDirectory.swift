internal import Foundation
internal import Glibc
internal import Primitives
internal import Synchronization
internal import TokenCrypto

/// The folder that holds the instance's keys, and the ring read from it: read again when a command beside the server changed it.
///
/// Every change happens under the folder's lock and begins with reading what is there, so that of two commands neither undoes the other.
final class KeyDirectory: Sendable {
    /// One line for the operator: what is wrong with which file, and the mend.
    struct Failure: Error, Equatable, CustomStringConvertible {
        let description: String
        init(_ path: String, _ mend: String) { description = "keys: \(path): \(mend)" }
    }

    /// A retired key stays published for as long as an `id_token_hint` of a session may come back: a session's longest life and an hour.
    static let maximumTokenLifetime: Int64 = 13 * 3600

    let secret: InstanceSecret
    private let folder: String
    private let wrappingKey: Secret
    private let world: World

    private struct Current {
        var ring: KeyRing
        var stamp: Stamp
        /// Whether the stamp is so old that a further change would show in it: two changes within a tick of the clock share one.
        var isSettled = false
        var failure: Failure?
    }
    private let current: Mutex<Current>

    /// Opens the folder, makes what is missing in it: the wrapping key (when no other file is given), the instance's secret and one
    /// key of each purpose.
    /// - Parameters:
    ///   - secretPath: `keys_secret`; nil makes `wrapping.key` in the folder.
    ///   - notice: called with one line when a wrapping key was made.
    static func open(
        folder: String, secretPath: String?, purposes: [KeyPurpose], world: World, notice: (String) -> Void
    ) async throws -> KeyDirectory {
        let (directory, made) = try await BlockingWork.run {
            try make(folder)
            let lock = try FolderLock(folder, for: .changing)
            defer { withExtendedLifetime(lock) {} }
            let (wrappingKey, made) = try Self.wrappingKey(folder: folder, path: secretPath, world: world)
            return (try KeyDirectory(folder, wrappingKey, purposes, world), made)
        }
        if let made {
            notice("made \(made), which opens all private keys: keep a copy apart, and for production move it and name it in keys_secret")
        }
        return directory
    }

    private init(_ folder: String, _ wrappingKey: Secret, _ purposes: [KeyPurpose], _ world: World) throws {
        self.folder = folder
        self.world = world
        self.wrappingKey = wrappingKey
        secret = try Self.instanceSecret(folder: folder, wrappingKey: wrappingKey, world: world)
        let stored = try Self.read(folder, wrappingKey)
        var ring = stored
        for key in try Self.generated(purposes.filter { !stored.serves($0, at: world.now()) }) {
            ring = try ring.rotating(to: key, at: world.now(), publication: 0)
        }
        // Only what was made just now is new; whatever else is there was read under the same lock and stays as it is.
        try Self.write(ring, over: stored, to: folder, wrappingKey: wrappingKey, world: world)
        current = Mutex(Current(ring: ring, stamp: Stamp(folder)))
    }

    /// New keys, made at the same time: an RSA key alone takes most of a first start.
    private static func generated(_ purposes: [KeyPurpose]) throws -> [ProviderKey] {
        let made = Mutex<[Result<ProviderKey, any Error>?]>(purposes.map { _ in nil })
        DispatchQueue.concurrentPerform(iterations: purposes.count) { index in
            let key = Result { try ProviderKey.generate(purposes[index]) }
            made.withLock { $0[index] = key }
        }
        return try made.withLock { try $0.compactMap { try $0?.get() } }
    }

    /// The ring as it was read last. Asked for with every token: nothing is read for it.
    var ring: KeyRing { current.withLock { $0.ring } }

    /// Why the folder cannot be read now; the last good ring is in force meanwhile.
    var failure: Failure? { current.withLock { $0.failure } }

    /// Reads the folder again when it was changed, or could not be read the last time.
    func refresh() async {
        let stamp = Stamp(folder)
        let isKnown = current.withLock { $0.stamp == stamp && $0.isSettled && $0.failure == nil }
        guard !isKnown else { return }
        let (folder, wrappingKey) = (folder, wrappingKey)
        do {
            let ring = try await BlockingWork.run {
                let lock = try FolderLock(folder, for: .reading)
                defer { withExtendedLifetime(lock) {} }
                return try Self.read(folder, wrappingKey)
            }
            guard !ring.entries.isEmpty else { throw Failure(folder, "the key files are gone; restore them from the backup of the keys") }
            let isSettled = world.now().secondsSinceEpoch - Int64(stamp.seconds) >= 2
            current.withLock { $0 = Current(ring: ring, stamp: stamp, isSettled: isSettled) }
        } catch {
            current.withLock { $0.failure = error as? Failure ?? Failure(folder, "cannot be read: \(error)") }
        }
    }

    /// Changes the ring as it is now, whatever another process did to it meanwhile.
    /// - Parameter announce: called with the changed ring before anything of it is stored, under the same lock.
    /// - Returns: the changed ring.
    func change(
        _ change: @escaping @Sendable (KeyRing) throws -> KeyRing, announce: (KeyRing) async throws -> Void
    ) async throws -> KeyRing {
        let (folder, wrappingKey, world) = (folder, wrappingKey, world)
        let (lock, stored, ring) = try await BlockingWork.run {
            let lock = try FolderLock(folder, for: .changing)
            let stored = try Self.read(folder, wrappingKey)
            return (lock, stored, try change(stored))
        }
        defer { withExtendedLifetime(lock) {} }
        try await announce(ring)
        try await BlockingWork.run { try Self.write(ring, over: stored, to: folder, wrappingKey: wrappingKey, world: world) }
        current.withLock { $0 = Current(ring: ring, stamp: Stamp(folder)) }
        return ring
    }

    // MARK: files

    private static let wrappingKeyName = "wrapping.key"
    private static let instanceSecretName = "instance.secret"
    private static let suffix = ".key.json"

    private static func make(_ folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw Failure(folder, "the folder cannot be made; give the server's user the right to, or set keys to another one") }
    }

    /// - Returns: the key, and the file when it was made now.
    private static func wrappingKey(folder: String, path: String?, world: World) throws -> (key: Secret, made: String?) {
        let file = path ?? folder + "/" + wrappingKeyName
        var made = false
        if !FileManager.default.fileExists(atPath: file) {
            guard path == nil else {
                throw Failure(file, "the file of keys_secret is not there; restore it, without it no key can be opened")
            }
            guard try keyFiles(folder).isEmpty, !FileManager.default.fileExists(atPath: folder + "/" + instanceSecretName) else {
                throw Failure(file, "the wrapping key is missing although keys are there; restore it from where it is kept")
            }
            made = try KeyStorage.create(file, with: Array((Base64URL.encode(world.random(32)) + "\n").utf8))
        }
        // Whoever was first made the file: what it holds is the key, not what was drawn here.
        let text = String(decoding: try KeyStorage.contents(file), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let bytes = Base64URL.decode(text), bytes.count == 32 else {
            throw Failure(file, "a wrapping key is 32 bytes as 43 characters of Base64URL; restore the file")
        }
        return (Secret(bytes), made ? file : nil)
    }

    private static func instanceSecret(folder: String, wrappingKey: Secret, world: World) throws -> InstanceSecret {
        let file = folder + "/" + instanceSecretName
        if !FileManager.default.fileExists(atPath: file) {
            guard try keyFiles(folder).isEmpty else {
                throw Failure(file, "the instance's secret is missing; restore it from the backup of the keys")
            }
            _ = try KeyStorage.create(file, with: InstanceSecret.generate(world).encode(wrappingKey: wrappingKey, world: world))
        }
        do { return try InstanceSecret.decode(try KeyStorage.contents(file), wrappingKey: wrappingKey) } catch let error as KeyFileError {
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
            let bytes = try KeyStorage.contents(file)
            do { entries.append(try KeyFile.decode(bytes, wrappingKey: wrappingKey)) } catch {
                throw Failure(file, error.description)
            }
        }
        return KeyRing(entries: entries, maximumTokenLifetime: maximumTokenLifetime)
    }

    /// Writes the entries that differ from what is stored; a key that signs is on disk before anything is signed with it.
    private static func write(_ ring: KeyRing, over stored: KeyRing, to folder: String, wrappingKey: Secret, world: World) throws {
        for entry in ring.entries {
            if let old = stored[entry.key.keyID], old.signsFrom == entry.signsFrom, old.retired == entry.retired,
                old.revoked == entry.revoked
            {
                continue
            }
            try KeyStorage.replace(
                folder + "/" + entry.key.keyID + suffix, with: KeyFile.encode(entry, wrappingKey: wrappingKey, world: world))
        }
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
