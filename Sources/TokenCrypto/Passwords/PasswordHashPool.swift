package import Primitives

/// Threads that do nothing but hash passwords, and a short queue before them.
///
/// A hash costs a core tens of milliseconds. On Swift's own threads a handful of sign-ins would stop every other request, and a queue
/// without an end would keep working for people who gave up long ago: what does not fit is refused at once.
package final class PasswordHashPool: Sendable {
    /// The queue is full: tell the person to try again in a moment.
    package struct Busy: Error, Equatable { package init() {} }

    private let threads: WorkerThreads

    /// - Parameters:
    ///   - threads: how many hashes run at once; no more than there are cores.
    ///   - queueLimit: how many wait beside those.
    package init(threads: Int, queueLimit: Int) throws {
        self.threads = try WorkerThreads(count: max(1, threads), capacity: max(1, threads) + max(0, queueLimit))
    }

    deinit { threads.close() }

    /// - Throws: `Busy`, or `PasswordHashError`.
    package func hash(
        _ password: Secret, salt: [UInt8], parameters: PasswordHashParameters = .minimum, pepper: PasswordPepper? = nil
    ) async throws -> String {
        try await run { try PasswordHash.hash(password, salt: salt, parameters: parameters, pepper: pepper) }
    }

    /// - Throws: `Busy`, or `PasswordHashError`.
    package func verify(
        _ password: Secret, against stored: String, parameters: PasswordHashParameters = .minimum, pepper: PasswordPepper? = nil
    ) async throws -> PasswordVerdict {
        try await run { try PasswordHash.verify(password, against: stored, parameters: parameters, pepper: pepper) }
    }

    private func run<Output: Sendable>(_ work: @escaping @Sendable () throws -> Output) async throws -> Output {
        try await withCheckedThrowingContinuation { continuation in
            let accepted = threads.submit {
                let result = Result(catching: work)
                return { continuation.resume(with: result) }
            }
            if !accepted { continuation.resume(throwing: Busy()) }
        }
    }
}
