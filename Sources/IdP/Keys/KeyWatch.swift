internal import Logging
internal import ServiceLifecycle

/// Keeps a running server's keys as they are in their folder: what a command changes is in force within a second.
struct KeyWatch: Service {
    private static let interval = Duration.milliseconds(400)
    /// Failed looks between two lines in the log: a folder that stays unreadable is told of once a minute.
    private static let looksPerLine = 150

    let keys: KeyDirectory
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var failures = 0
            while await waits() {
                await keys.refresh()
                guard let failure = keys.failure else {
                    if failures > 0 { logger.notice("the keys can be read again") }
                    failures = 0
                    continue
                }
                if failures % Self.looksPerLine == 0 {
                    logger.error("the keys cannot be read; those read before stay in force", metadata: ["error": "\(failure)"])
                }
                failures += 1
            }
        }
    }

    /// False when the stop was asked for meanwhile.
    private func waits() async -> Bool {
        do { try await Task.sleep(for: Self.interval) } catch { return false }
        return true
    }
}
