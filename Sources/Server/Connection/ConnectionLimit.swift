internal import NIOCore

/// Stops accepting while a listener has as many connections as it may have; the kernel queues the rest.
final class ConnectionLimit: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never

    private let maximum: Int
    private var open = 0
    private var withholdsRead = false

    init(maximum: Int) { self.maximum = maximum }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        open += 1
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let loop = context.eventLoop
        unwrapInboundIn(data).closeFuture.hop(to: loop).whenComplete { _ in bound.value.0.closed(bound.value.1) }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        if open < maximum { context.read() } else { withholdsRead = true }
    }

    private func closed(_ context: ChannelHandlerContext) {
        open -= 1
        guard withholdsRead, open < maximum else { return }
        withholdsRead = false
        context.read()
    }
}
