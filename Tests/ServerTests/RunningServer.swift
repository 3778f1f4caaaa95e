import HTTP
import HTTPTypes
import Logging
import Primitives
import ServiceLifecycle

@testable import Server

/// Answers with what it was asked, so that a test sees what arrives at an endpoint.
struct EchoEndpoint: Endpoint {
    let route: Route
    var allowsCrossOrigin = false
    var bodyLimit = 64 * 1024
    var delay = Duration.zero

    func refusal(of request: Request) async -> Response? {
        request.headers[.authorization] == nil ? Response(status: .unauthorized) : nil
    }

    func respond(to request: Request) async -> Response {
        if delay > .zero { try? await Task.sleep(for: delay) }
        return Response(json: [
            "method": .string(request.method.rawValue), "path": .string(request.path), "query": request.query.map { .string($0) } ?? .null,
            "body": .integer(Int64(request.body.count)), "address": .string(request.peer.address),
            "port": .integer(Int64(request.peer.port)),
            "parameters": .array(request.pathParameters.sorted { $0.key < $1.key }.map { .string("\($0.key)=\($0.value)") }),
            "host": .bool(request.headers.contains { $0.name.canonicalName == "host" }),
        ])
    }
}

enum RunningServer {
    static let world: World = {
        World(now: { Instant(secondsSinceEpoch: 1_795_000_000) }, random: { count in (0..<count).map { _ in UInt8.random(in: 0...255) } })
    }()

    static let endpoints: [any Endpoint] = [
        EchoEndpoint(route: Route(.get, path: "/get"), allowsCrossOrigin: true),
        EchoEndpoint(route: Route(.get, .post, path: "/form"), bodyLimit: 1_000),
        EchoEndpoint(route: Route(.post, path: "/documents"), bodyLimit: 1_000_000),
        EchoEndpoint(route: Route(.get, path: "/items/{id}")),
        EchoEndpoint(route: Route(.get, path: "/slow"), delay: .seconds(2)),
    ]

    /// A page for whoever takes one.
    static let refusalPage: @Sendable (RequestRejection, Request) -> Response? = { rejection, request in
        guard request.headers[.accept] == "text/html" else { return nil }
        return Response(status: .ok, headers: [.contentType: "text/html"], body: Array("<p>\(request.path) \(rejection)".utf8))
    }

    /// Runs `body` against a server on a free port, and stops it gracefully afterwards.
    static func with<Output: Sendable>(
        limits: Limits = Limits(), proxies: [String] = [], promisesTLS: Bool = false, host: String = "127.0.0.1", log: LogStream? = nil,
        _ body: @Sendable @escaping (_ port: Int, _ operations: Int) async throws -> Output
    ) async throws -> Output {
        let readiness = Readiness()
        let site = Site(
            endpoints: endpoints, limits: limits, proxies: TrustedProxies(proxies.compactMap(AddressBlock.init(parsing:))),
            promisesTLS: promisesTLS, refusalPage: refusalPage, world: world, log: log)
        let operations = Site(
            endpoints: [LivenessEndpoint(), ReadinessEndpoint(readiness: readiness), MetricsEndpoint(site.metrics)], world: world, log: nil)
        let (ports, continuation) = AsyncStream.makeStream(of: [Int].self)
        let loopback = ListenAddress(host: "127.0.0.1", port: 0)
        let server = Server(
            listeners: [Listener(address: ListenAddress(host: host, port: 0), site: site)],
            operations: Listener(address: loopback, site: operations),
            readiness: readiness,
            started: { continuation.yield($0) })
        let group = ServiceGroup(services: [server], logger: .init(label: "test", factory: { _ in SilentLogHandler() }))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            let bound = await iterator.next() ?? []
            let output: Result<Output, any Error>
            do { output = .success(try await body(bound[0], bound[1])) } catch { output = .failure(error) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try output.get()
        }
    }
}
