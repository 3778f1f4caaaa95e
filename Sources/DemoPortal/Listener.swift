internal import HTTP
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization
internal import UnixSignals

/// Puts a portal on sockets, with every limit set.
struct Listener: Sendable {
    let portal: Portal
    let addresses: [BindAddress]
    /// Called once, when all addresses are open.
    let onListening: @Sendable () -> Void

    private static let maximumConnections = 512

    /// Serves until SIGTERM or SIGINT, then finishes what is in flight.
    func run() async throws {
        var logger = Logger(label: "demo-portal") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        let open = OpenAddresses(expected: addresses.count, onAll: onListening)
        var configuration = ServiceGroupConfiguration(
            services: addresses.map { application(at: $0, open: open, logger: logger) }, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(15)
        try await ServiceGroup(configuration: configuration).run()
    }

    private func application(at address: BindAddress, open: OpenAddresses, logger: Logger) -> some Service {
        var configuration = ApplicationConfiguration(address: address)
        configuration.availableConnectionsDelegate = MaximumAvailableConnections(Self.maximumConnections)
        // Browsers send this host's cookies of every port: room for those of several portals and of the provider.
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 32 * 1024, maxHeaderFieldCount: 100)
        return Application(
            responder: CallbackResponder { (request: Hummingbird.Request, _: BasicRequestContext) in try await respond(to: request) },
            server: .http1(configuration: .init(idleTimeout: .seconds(30), httpDecoderConfiguration: decoder)),
            configuration: configuration,
            onServerRunning: { _ in open.note() }, logger: logger)
    }

    private func respond(to request: Hummingbird.Request) async throws -> Hummingbird.Response {
        let (path, query) = Self.split(request.head.path ?? "/")
        var received = HTTP.Request(method: request.method, path: path, query: query, headers: request.headers)
        guard let body = try await body(of: request, upTo: await portal.bodyLimit(of: received)) else { return Self.bare(.contentTooLarge) }
        received.body = body
        var answer = await portal.respond(to: received)
        answer.headers[.xContentTypeOptions] = "nosniff"
        answer.headers[Self.referrerPolicy] = "no-referrer"
        if answer.headers[.cacheControl] == nil { answer.headers[.cacheControl] = "no-store" }
        let content = request.method == .head ? [] : answer.body
        return Hummingbird.Response(status: answer.status, headers: answer.headers, body: .init(byteBuffer: ByteBuffer(bytes: content)))
    }

    /// Nil when there is more than is taken.
    private func body(of request: Hummingbird.Request, upTo limit: Int) async throws -> [UInt8]? {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { return nil }
        do {
            return Array(try await request.body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            return nil
        }
    }

    private static func bare(_ status: HTTPResponse.Status) -> Hummingbird.Response {
        Hummingbird.Response(status: status, headers: [.cacheControl: "no-store", .connection: "close"])
    }

    private static let referrerPolicy = HTTPField.Name("referrer-policy") ?? .referer

    private static func split(_ target: String) -> (path: String, query: String?) {
        guard let mark = target.firstIndex(of: "?") else { return (target, nil) }
        return (String(target[..<mark]), String(target[target.index(after: mark)...]))
    }
}

/// Counts the addresses that are open, and tells when all are.
private final class OpenAddresses: Sendable {
    private let missing: Mutex<Int>
    private let onAll: @Sendable () -> Void

    init(expected: Int, onAll: @escaping @Sendable () -> Void) {
        missing = Mutex(expected)
        self.onAll = onAll
    }

    func note() {
        let remaining = missing.withLock { count in
            count -= 1
            return count
        }
        if remaining == 0 { onAll() }
    }
}
