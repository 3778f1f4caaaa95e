internal import Logging
internal import OAuth
internal import Primitives
internal import Server
internal import ServiceLifecycle
internal import UnixSignals
internal import Web

/// The services of one instance, run together: the listeners, the queues of notices, the fetching of revocation data, and
/// the removal of what has expired.
struct RunningProvider {
    private let instance: Instance
    private let log: LogStream
    private let started: @Sendable () async -> Void

    /// - Parameter started: called once requests are answered.
    init(_ instance: Instance, log: LogStream = .standardError, started: @escaping @Sendable () async -> Void = {}) {
        self.instance = instance
        self.log = log
        self.started = started
    }

    /// Returns when a signal has asked for the end and everything in flight is answered.
    /// - Parameter more: services that run beside, and stop first.
    func run(beside more: [any Service] = []) async throws {
        let stream = log
        defer { stream.flush() }
        let world = instance.world
        let logger = Logger(label: "idp") { JSONLineLogHandler(label: $0, stream: stream, world: world) }
        let wiring = try Wiring(instance, logger: logger)
        // Services stop in reverse order: the listeners before what their requests need.
        let services: [any Service] =
            [
                KeyWatch(keys: instance.keys, logger: logger),
                RetentionSchedule(database: instance.database, world: world, logger: logger), wiring.notifier,
                wiring.backchannelNotifier, wiring.fetcher, wiring.prefetch,
                server(wiring, stream, logger),
            ] + more
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.quiet(logger))
        configuration.maximumGracefulShutdownDuration = .seconds(40)
        try await ServiceGroup(configuration: configuration).run()
    }

    private func server(_ wiring: Wiring, _ stream: LogStream, _ logger: Logger) -> Server {
        let configuration = instance.configuration
        let readiness = Readiness()
        let renderer = wiring.renderer
        let site = Site(
            endpoints: wiring.registry.endpoints, proxies: configuration.trustedProxies, promisesTLS: configuration.issuer.isSecure,
            refusalPage: { renderer.refusal(status: $0.status, of: $1) }, world: instance.world, log: stream)
        let (instance, revocation) = (instance, wiring.revocation)
        let operations = Site(
            endpoints: [
                LivenessEndpoint(), MetricsEndpoint(site.metrics) { revocation.metrics(at: instance.world.now()) },
                ReadinessEndpoint(readiness: readiness) { await InstanceProbe.failure(of: instance) },
            ], world: instance.world, log: nil)
        return Server(
            listeners: Self.listeners(configuration, site),
            operations: Listener(address: configuration.operations, site: operations, holdsSecrets: false), readiness: readiness
        ) { [started] _ in
            logger.notice(
                "ready",
                metadata: [
                    "issuer": "\(configuration.issuer)", "listen": "\(configuration.listen)", "operations": "\(configuration.operations)",
                ])
            await started()
        }
    }

    private static func listeners(_ configuration: Configuration, _ site: Site) -> [Listener] {
        let asks = configuration.mutualTLS?.asksOnPublicListener == true
        var listeners = [Listener(address: configuration.listen, tls: configuration.tls, site: site, asksForCertificates: asks)]
        if let address = configuration.mutualTLS?.listen {
            listeners.append(Listener(address: address, tls: configuration.tls, site: site, asksForCertificates: true))
        }
        return listeners
    }

    /// The lifecycle package narrates every step; only what goes wrong is of interest to an operator.
    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = .error
        return logger
    }
}
