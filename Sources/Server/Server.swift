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
    private static var usableCores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

    /// Raises the soft limit of descriptors to the hard one: shells hand out 1,024, fewer than the connections a listener accepts.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
