internal import NIOCore
internal import NIOExtras
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Primitives

/// One address, what is served there, and whether over TLS.
package struct Listener: Sendable {
    package let address: ListenAddress
    package let tls: TLSIdentity?
    package let site: Site
    private let holdsSecrets: Bool
    private let asksForCertificates: Bool

    /// - Parameter holdsSecrets: whether what is sent here must not cross a network in the clear. Without TLS and beyond loopback only the
    ///   site's proxies are then let in.
    package init(address: ListenAddress, tls: TLSIdentity? = nil, site: Site, holdsSecrets: Bool = true, asksForCertificates: Bool = false)
    {
        self.address = address
        self.tls = tls
        self.site = site
        self.holdsSecrets = holdsSecrets
        self.asksForCertificates = asksForCertificates
    }

    /// Binds every socket behind the address.
    func open(on group: any EventLoopGroup) async throws(ServerFailure) -> [OpenSocket] {
        let tls = try tls.map { identity throws(ServerFailure) in try identity.context(askingForCertificates: asksForCertificates) }
        var sockets: [OpenSocket] = []
        var port = address.port
        for (host, required) in address.hosts {
            do {
                let socket = try await bind(host, port, tls: tls, on: group)
                // Port 0: both addresses of `localhost` get the port that the first one was given.
                port = socket.port
                sockets.append(socket)
            } catch {
                guard required || (error as? IOError)?.errnoCode == EADDRINUSE else { continue }
                for socket in sockets { await socket.close() }
                throw failure(error)
            }
        }
        return sockets
    }

    private func failure(_ error: any Error) -> ServerFailure {
        guard let code = (error as? IOError)?.errnoCode else { return .addressUnusable(address, reason: String(describing: error)) }
        switch code {
        case EADDRINUSE: return .addressInUse(address)
        case EACCES:
            return .addressUnusable(address, reason: "ports below 1024 need CAP_NET_BIND_SERVICE; choose a higher one behind a proxy")
        case EADDRNOTAVAIL: return .addressUnusable(address, reason: "no interface of this machine has that address")
        default: return .addressUnusable(address, reason: "error \(code)")
        }
    }

    private func bind(_ host: String, _ port: Int, tls: NIOSSLContext?, on group: any EventLoopGroup) async throws -> OpenSocket {
        let quiescing = ServerQuiescingHelper(group: group)
        let (site, asksForCertificates) = (site, asksForCertificates)
        let proxiesAlone = holdsSecrets && tls == nil && !address.isLoopback
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(ChannelOptions.backlog, value: 1_024)
            .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(ConnectionLimit(maximum: site.limits.connections))
                    try pipeline.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .childChannelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // A failure here closes the connection before anything is read from it.
                    if proxiesAlone { try Self.demandProxy(channel, of: site) }
                    try Self.prepare(channel, site: site, tls: tls, asksForCertificates)
                }
            }
            .bind(host: host, port: port).get()
        return OpenSocket(channel: channel, quiescing: quiescing)
    }

    private struct NotAProxy: Error {}

    private static func demandProxy(_ channel: any Channel, of site: Site) throws(NotAProxy) {
        guard let peer = channel.remoteAddress?.ipAddress.flatMap({ IPAddress(parsing: $0) }), site.proxies.trusts(peer) else {
            throw NotAProxy()
        }
    }

    private static func prepare(_ channel: any Channel, site: Site, tls: NIOSSLContext?, _ asksForCertificates: Bool) throws {
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderFieldSize = site.limits.fieldBytes
        decoding.maxHeaderListSize = site.limits.headBytes
        decoding.maxHeaderFieldCount = site.limits.fieldCount
        let pipeline = channel.pipeline.syncOperations
        if let tls { try pipeline.addHandler(handler(tls, asksForCertificates)) }
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: decoding)))
        try pipeline.addHandler(HTTP1Connection(site: site, loop: channel.eventLoop))
    }
}

extension Listener {
    /// With any certificate or none: the handshake proves that the peer holds its key, and that is all that is asked of it here.
    private static func handler(_ context: NIOSSLContext, _ asksForCertificates: Bool) -> NIOSSLServerHandler {
        guard asksForCertificates else { return NIOSSLServerHandler(context: context) }
        return NIOSSLServerHandler(context: context, customVerificationCallback: { _, answer in answer.succeed(.certificateVerified) })
    }
}

/// A bound socket and the connections that came through it.
struct OpenSocket: Sendable {
    fileprivate let channel: any Channel
    fileprivate let quiescing: ServerQuiescingHelper

    fileprivate init(channel: any Channel, quiescing: ServerQuiescingHelper) {
        self.channel = channel
        self.quiescing = quiescing
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    /// Accepts nothing more and returns when the last connection is closed; each connection sees to it that this comes in time.
    func close() async {
        let done = channel.eventLoop.makePromise(of: Void.self)
        quiescing.initiateShutdown(promise: done)
        // The promise fails only when the socket was closed before: then there is nothing left to wait for.
        _ = await done.futureResult.map { true }.recover { _ in false }.asResult()
    }
}

extension EventLoopFuture where Value: Sendable {
    fileprivate func asResult() async -> Result<Value, any Error> {
        do { return .success(try await get()) } catch { return .failure(error) }
    }
}
