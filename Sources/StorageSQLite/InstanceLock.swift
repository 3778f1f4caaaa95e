internal import Foundation
internal import Storage

/// Holds `<database>.lock` for as long as it lives: two servers on one file would each miss what the other keeps in memory.
///
/// The kernel lets go of it when the process ends, however it ends. Commands beside the server do not take it.
final class InstanceLock: Sendable {
    private let descriptor: Int32

    init(database path: String) throws(DatabaseError) {
        descriptor = unsafe Foundation.open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen("\(path).lock: \(unsafe String(cString: strerror(errno)))") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Foundation.close(descriptor)
            throw .inUse(path)
        }
    }

    deinit { Foundation.close(descriptor) }
}
