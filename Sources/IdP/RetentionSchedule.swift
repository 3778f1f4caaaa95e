internal import Logging
internal import Primitives
internal import ServiceLifecycle
internal import Storage

/// Removes what has expired, once a minute, until the server stops.
struct RetentionSchedule: Service {
    private static let interval = Duration.seconds(60)

    let database: any Database
    let world: World
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while await waits() {
                do { try await Retention().purge(database, at: world.now()) } catch {
                    logger.warning("expired records could not be removed", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    /// False when the stop was asked for meanwhile.
    private func waits() async -> Bool {
        do { try await Task.sleep(for: Self.interval) } catch { return false }
        return true
    }
}
