internal import Foundation
internal import Glibc

/// Files that hold secrets: for their owner alone, and never half-written.
enum KeyStorage {
    /// - Throws: when the file is readable for others: then the key must be taken for known.
    static func contents(_ file: String) throws -> [UInt8] {
        var status = stat()
        guard unsafe stat(file, &status) == 0 else {
            throw KeyDirectory.Failure(file, "cannot be read: \(reason()); give the server's user the right to")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw KeyDirectory.Failure(file, "is readable for others; run chmod 600 on it, and rotate the keys if others had access")
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw KeyDirectory.Failure(file, "cannot be read; give the server's user the right to")
        }
        return Array(data)
    }

    /// Makes a file that is not there yet, whole at once; false when another process was faster, whose file then stays.
    static func create(_ file: String, with bytes: [UInt8]) throws -> Bool {
        let temporary = try written(bytes, beside: file)
        defer { unsafe unlink(temporary) }
        // A link fails when the name is taken, as O_EXCL does; unlike O_EXCL it never shows a file that is still empty.
        guard unsafe link(temporary, file) == 0 else {
            guard errno == EEXIST else { throw KeyDirectory.Failure(file, "cannot be written: \(reason())") }
            return false
        }
        try syncFolder(of: file)
        return true
    }

    /// Replaces a file so that a crash leaves the old or the new one, never a part.
    static func replace(_ file: String, with bytes: [UInt8]) throws {
        let temporary = try written(bytes, beside: file)
        guard unsafe rename(temporary, file) == 0 else {
            let reason = reason()
            unsafe unlink(temporary)
            throw KeyDirectory.Failure(file, "cannot be written: \(reason)")
        }
        try syncFolder(of: file)
    }

    /// A file of its own beside another, on disk when this returns.
    private static func written(_ bytes: [UInt8], beside file: String) throws -> String {
        let temporary = "\(file).\(UUID().uuidString).new"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw KeyDirectory.Failure(file, "cannot be written: \(reason())") }
        let written = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
        let synced = fsync(descriptor)
        let reason = reason()
        let closed = close(descriptor)
        guard written == bytes.count, synced == 0, closed == 0 else {
            unsafe unlink(temporary)
            throw KeyDirectory.Failure(file, "cannot be written: \(reason); free some space and try again")
        }
        return temporary
    }

    /// Only then does the file's name survive a crash.
    private static func syncFolder(of file: String) throws {
        let folder = unsafe open((file as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw KeyDirectory.Failure(file, "its folder cannot be opened: \(reason())") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw KeyDirectory.Failure(file, "its folder cannot be written: \(reason())") }
    }

    private static func reason() -> String { unsafe String(cString: strerror(errno)) }
}
