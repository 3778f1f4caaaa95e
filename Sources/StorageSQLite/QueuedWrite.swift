internal import Storage
internal import Synchronization

/// A transaction that waits for the writer's thread, seen without the type of its result.
protocol QueuedWrite: AnyObject, Sendable {
    var queuedAt: ContinuousClock.Instant { get }
    /// Whether the caller has gone: the deadline passed before the writer came to it.
    var isAnswered: Bool { get }

    /// Runs the body and keeps the result for `answer`.
    func perform(on connection: SQLiteConnection) throws
    /// Keeps the error for `answer`.
    func refuse(_ error: any Error)
    /// Tells the caller what was kept: once its transaction's fate is known.
    func answer()
    /// Tells the caller this error, whatever was kept. The first answer counts.
    func answer(_ error: any Error)
}

/// A transaction with its caller's continuation, which is resumed exactly once.
final class PendingWrite<T: Sendable>: QueuedWrite {
    let queuedAt: ContinuousClock.Instant
    private let body: @Sendable (any Connection) throws -> T
    private let state: Mutex<State>

    private struct State {
        var caller: CheckedContinuation<T, any Error>?
        var result: Result<T, any Error>?
    }

    init(
        queuedAt: ContinuousClock.Instant, caller: CheckedContinuation<T, any Error>,
        body: @escaping @Sendable (any Connection) throws -> T
    ) {
        self.queuedAt = queuedAt
        self.body = body
        state = Mutex(State(caller: caller))
    }

    var isAnswered: Bool { state.withLock { $0.caller == nil } }

    func perform(on connection: SQLiteConnection) throws {
        let value = try body(connection)
        state.withLock { $0.result = .success(value) }
    }

    func refuse(_ error: any Error) { state.withLock { $0.result = .failure(error) } }

    func answer() {
        let (caller, result) = state.withLock { state in
            defer { state.caller = nil }
            return (state.caller, state.result)
        }
        if let result { caller?.resume(with: result) } else { caller?.resume(throwing: DatabaseError.closed) }
    }

    func answer(_ error: any Error) {
        state.withLock { state in
            defer { state.caller = nil }
            return state.caller
        }?.resume(throwing: error)
    }
}
