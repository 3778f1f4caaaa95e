package import Primitives

/// A document of the provider, kept for as long as it may be used, with at most one request for it in flight.
///
/// Callers that need it at the same time wait for the same request. A document that was just fetched, or just could not be,
/// is not asked for again at once: tokens with invented key ids cannot turn this party into an amplifier.
package actor FetchedDocument<Value: Sendable> {
    package struct Answer: Sendable {
        package let value: Value
        /// Seconds for which it may be used.
        package let lifetime: Int64

        package init(value: Value, lifetime: Int64) {
            self.value = value
            self.lifetime = lifetime
        }
    }

    private let now: @Sendable () -> Instant
    /// Seconds between requests that a caller asked for because the document seemed too old.
    private let refreshInterval: Int64
    /// Seconds after a failure during which it is answered again instead of tried again.
    private let failureInterval: Int64
    private let fetch: @Sendable () async throws(Rejection) -> Answer
    private var held: (value: Value, expires: Instant)?
    private var lastAttempt: Instant?
    private var lastFailure: Rejection?
    private var inFlight: Task<Result<Value, Rejection>, Never>?

    package init(
        refreshInterval: Int64, failureInterval: Int64 = 1, now: @escaping @Sendable () -> Instant,
        fetch: @escaping @Sendable () async throws(Rejection) -> Answer
    ) {
        self.refreshInterval = refreshInterval
        self.failureInterval = failureInterval
        self.now = now
        self.fetch = fetch
    }

    /// The document, fetched if there is none or its time is over. It is never used beyond that time, since a revoked key
    /// must stop counting then even when the provider cannot be reached.
    package func value() async throws(Rejection) -> Value {
        if let held, now() < held.expires { return held.value }
        if inFlight == nil, let lastFailure, attempted(within: failureInterval) { throw lastFailure }
        return try await fetched()
    }

    /// The document as it is now at the provider, or the one at hand if that was fetched a moment ago.
    package func refreshed() async throws(Rejection) -> Value {
        if inFlight == nil, attempted(within: refreshInterval) { return try await value() }
        return try await fetched()
    }

    /// A clock that stepped back does not count as recent, or the document could not be fetched until it caught up.
    private func attempted(within seconds: Int64) -> Bool {
        guard let lastAttempt else { return false }
        return (0..<seconds).contains(now().seconds(since: lastAttempt))
    }

    private func fetched() async throws(Rejection) -> Value {
        let task = inFlight ?? start()
        return try await task.value.get()
    }

    private func start() -> Task<Result<Value, Rejection>, Never> {
        lastAttempt = now()
        let task = Task { self.finish(await self.outcome()) }
        inFlight = task
        return task
    }

    private nonisolated func outcome() async -> Result<Answer, Rejection> {
        do throws(Rejection) { return .success(try await fetch()) } catch { return .failure(error) }
    }

    private func finish(_ outcome: Result<Answer, Rejection>) -> Result<Value, Rejection> {
        inFlight = nil
        switch outcome {
        case .success(let answer):
            held = (answer.value, now() + answer.lifetime)
            lastFailure = nil
            return .success(answer.value)
        case .failure(let rejection):
            lastFailure = rejection
            return .failure(rejection)
        }
    }
}
