import Foundation
import Synchronization

/// Lets a test hold a transaction up, and know that it is held up.
final class Gate: Sendable {
    struct NeverOpened: Error {}

    private let isOpen = Mutex(false)

    func open() { isOpen.withLock { $0 = true } }

    func wait() async throws {
        for _ in 0..<10_000 where !isOpen.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
        guard isOpen.withLock({ $0 }) else { throw NeverOpened() }
    }

    /// Holds the calling thread, which must be a driver's.
    func block() throws {
        for _ in 0..<10_000 where !isOpen.withLock({ $0 }) { Thread.sleep(forTimeInterval: 0.001) }
        guard isOpen.withLock({ $0 }) else { throw NeverOpened() }
    }
}
