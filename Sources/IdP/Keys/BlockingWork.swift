internal import Foundation

/// Work that blocks: files that other processes may have locked, an RSA key to be found. It gets a thread of its own, since Swift's pool has
/// one for each core and must keep serving.
enum BlockingWork {
    static func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Swift.Result { try work() }) }
        }
    }
}
