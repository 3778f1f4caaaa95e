internal import Logging
internal import Primitives
internal import ServiceLifecycle
internal import Storage

/// Removes what has expired, once a minute, until the server stops.
struct RetentionSchedule: Service {
    let database: any Database
    let world: World
    let logger: Logger

    func run() async throws {
        for await _ in Ticks(every: .seconds(60)).cancelOnGracefulShutdown() {
            do { try await Retention().purge(database, at: world.now()) } catch {
                logger.warning("expired records could not be removed", metadata: ["error": "\(error)"])
            }
        }
    }
}

/// A moment each time the interval has passed, until the task is cancelled.
private struct Ticks: AsyncSequence, Sendable {
    let interval: Duration
    init(every interval: Duration) { self.interval = interval }

    struct Iterator: AsyncIteratorProtocol {
        let interval: Duration
        mutating func next() async -> Void? {
            do { try await Task.sleep(for: interval) } catch { return nil }
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(interval: interval) }
}
