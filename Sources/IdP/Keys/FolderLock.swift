internal import Glibc

/// The right to read or change a folder's files while no other process changes them. Held until it is released or the process ends.
///
/// Blocks the calling thread while another holds it.
final class FolderLock: Sendable {
    enum Kind {
        case reading, changing

        fileprivate var operation: Int32 { self == .reading ? LOCK_SH : LOCK_EX }
    }

    /// Others hold it for as long as making a key takes; one that does not let go must not hang a server for ever.
    static let patience: Int = 10_000

    private let descriptor: Int32

    /// - Parameter patience: milliseconds.
    init(_ folder: String, for kind: Kind, patience: Int = patience) throws(KeyDirectory.Failure) {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw KeyDirectory.Failure(folder, "the folder cannot be opened; give the server's user the right to")
        }
        var waited = 0
        while flock(descriptor, kind.operation | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, waited < patience else {
                close(descriptor)
                throw KeyDirectory.Failure(folder, "another process keeps the folder locked; wait for it, or end it")
            }
            usleep(20_000)
            waited += 20
        }
        self.descriptor = descriptor
    }

    /// Closing the descriptor releases the lock.
    deinit { close(descriptor) }
}
