import NIOCore
import NIOPosix
import Synchronization

/// A portal's logout endpoint on a socket of its own, well or ill behaved.
final class LoopbackPortal: Sendable {
    enum Behaviour: Sendable {
        /// 200 without a body.
        case confirms
        /// 200 and a body that goes on for as long as somebody reads.
        case talksOn
        /// Takes the request and never answers.
        case silent
        /// 200 with this body, 302 to itself, or 404.
        case serves(String)
        case redirects
        case misses
        /// Asks for more patience with each byte of a head that never ends.
        case drips
    }

    /// An address of this machine at which no name leads: who calls here was told to.
    static let address = "127.0.0.5"

    private let channel: any Channel
    private let seen: Seen

    fileprivate final class Seen: Sendable {
        let requests = Mutex<[String]>([])
        let connections = Atomic(0)
    }

    init(_ behaviour: Behaviour) async throws {
        let seen = Seen()
        self.seen = seen
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(ChannelOptions.backlog, value: 1_024)
            .childChannelInitializer { channel in
                seen.connections.add(1, ordering: .relaxed)
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Conversation(behaviour, seen))
                }
            }
            .bind(host: Self.address, port: 0).get()
    }

    var port: Int { channel.localAddress?.port ?? 0 }
    var requests: [String] { seen.requests.withLock { $0 } }
    var connections: Int { seen.connections.load(ordering: .relaxed) }

    func close() async throws { try await channel.close() }
}

private final class Conversation: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let behaviour: LoopbackPortal.Behaviour
    private let seen: LoopbackPortal.Seen
    private var received = ""

    init(_ behaviour: LoopbackPortal.Behaviour, _ seen: LoopbackPortal.Seen) {
        self.behaviour = behaviour
        self.seen = seen
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        guard let end = received.range(of: "\r\n\r\n"), received.hasPrefix("GET ") || received[end.upperBound...].contains("logout_token=")
        else { return }
        seen.requests.withLock { $0.append(received) }
        received = ""
        switch behaviour {
        case .confirms: write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", context)
        case .talksOn:
            write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", context)
            repeatedly("1\r\na\r\n", context)
        case .serves(let body): write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body, context)
        case .redirects: write("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", context)
        case .misses: write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", context)
        case .silent: break
        case .drips:
            write("HTTP/1.1 200 OK\r\nX: ", context)
            repeatedly("a", context)
        }
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    private func repeatedly(_ text: String, _ context: ChannelHandlerContext) {
        let channel = context.channel
        let task = context.eventLoop.scheduleRepeatedTask(initialDelay: .milliseconds(20), delay: .milliseconds(20)) { _ in
            channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        }
        channel.closeFuture.whenComplete { _ in task.cancel() }
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<String.Index>? { firstRange(of: text) }
}
