internal import Dispatch
internal import Foundation
internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle

/// The running side of everything: opens the listeners, keeps them until a stop is asked for, and closes them without cutting a request.
///
/// The operations listener opens first and closes last, so that whoever watches readiness sees a stop before it begins.
package struct Server: Service {
    private let listeners: [Listener]
    private let operations: Listener?
    private let readiness: Readiness
    private let started: @Sendable ([Int]) async -> Void

    /// - Parameter started: called once everything listens, with the ports of `listeners`, then that of `operations`.
    package init(
        listeners: [Listener], operations: Listener?, readiness: Readiness, started: @escaping @Sendable ([Int]) async -> Void = { _ in }
    ) {
        self.listeners = listeners
        self.operations = operations
        self.readiness = readiness
        self.started = started
    }

    /// Serves until graceful shutdown is asked for or the task is cancelled.
    /// - Throws: `ServerFailure` when a listener cannot be opened.
    package func run() async throws {
        Self.raiseDescriptorLimit()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: Self.usableCores)
        do {
            try await serve(on: group)
        } catch {
            await Self.stop(group)
            throw error
        }
        await Self.stop(group)
    }

    private func serve(on group: any EventLoopGroup) async throws {
        let operationsSockets = try await operations?.open(on: group) ?? []
        var sockets: [[OpenSocket]] = []
        do {
            for listener in listeners { sockets.append(try await listener.open(on: group)) }
        } catch {
            for socket in sockets.joined() + operationsSockets { await socket.close() }
            throw error
        }
        readiness.set(true)
        await started((sockets + [operationsSockets]).compactMap(\.first?.port))
        await untilStopped()
        readiness.set(false)
        await Self.close(Array(sockets.joined()))
        await Self.close(operationsSockets)
    }

    private func untilStopped() async {
        // Cancellation is the other way to be told to stop; both end the wait.
        try? await gracefulShutdown()
    }

    private static func close(_ sockets: [OpenSocket]) async {
        await withTaskGroup(of: Void.self) { group in
            for socket in sockets { group.addTask { await socket.close() } }
        }
    }

    private static func stop(_ group: MultiThreadedEventLoopGroup) async {
        await withCheckedContinuation { continuation in
            // An error here means that the group is already stopped.
            group.shutdownGracefully { _ in continuation.resume() }
        }
    }

    /// The cores that this process may run on: of a machine it may have been given a part.
    /// Those that this process may run on, which can be fewer than the machine has: more loops than cores would only take turns.
    private static var usableCores: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        guard let mask = status.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed:") })?.split(separator: ":").last else {
            return System.coreCount
        }
        let allowed = mask.compactMap(\.hexDigitValue).reduce(0) { $0 + $1.nonzeroBitCount }
        return max(1, min(allowed, System.coreCount))
    }

    /// Raises the soft limit of descriptors to the hard one: shells hand out 1,024, fewer than the connections a listener accepts.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
