internal import HTTP
internal import HTTPTypes
internal import NIOCore
internal import NIOExtras
internal import NIOHTTP1
internal import NIOSSL
internal import Primitives
internal import Synchronization

/// One connection: takes requests one after the other, has each answered, and ends what is too slow, too large or out of order.
///
/// While a request is being answered at most one more buffer is read from the socket, so that a peer that pipelines or never reads its
/// answers costs one read buffer and one answer, not memory without bound.
final class HTTP1Connection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        /// Waiting for a head.
        case idle
        /// Waiting for the rest of a body.
        case receiving(ReceivedHead, Exchange, body: [UInt8])
        /// An endpoint is at work.
        case working(Exchange)
        /// An answer is written, but the peer has not taken enough of it.
        case answering
        /// The last answer is given; whatever still comes is thrown away.
        case draining
    }

    /// What the decoder delivered while a request was being answered.
    private enum Arrival {
        case part(HTTPServerRequestPart)
        case failure(RequestRejection)
    }

    private let site: Site
    private let loop: any EventLoop
    private let executor: EventLoopExecutor
    private var state = State.idle
    private var arrivals = CircularBuffer<Arrival>()
    private var encoder: ResponseEncoder
    private var context: ChannelHandlerContext?
    private var peer = (address: "-", port: 0)
    /// The peer is a proxy whose word on its clients counts.
    private var isTrustedProxy = false
    /// What the connection was made with; nil without TLS, or before the first request.
    private var certificate: [UInt8]?
    private var certificateIsKnown = false
    private var isAdvancing = false
    private var withholdsRead = false
    private var isQuiescing = false
    private var drainedBytes = 0
    /// What this connection holds of the memory for bodies.
    private var bodyBytes = 0
    private var deadline = NIODeadline.distantFuture
    private var timer: Scheduled<Void>?
    private var timerDue = NIODeadline.distantFuture

    init(site: Site, loop: any EventLoop) {
        self.site = site
        self.loop = loop
        executor = EventLoopExecutor(loop)
        encoder = ResponseEncoder(promisesTLS: site.promisesTLS)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if let address = context.remoteAddress?.ipAddress.flatMap({ IPAddress(parsing: $0) }) {
            peer = (address.description, context.remoteAddress?.port ?? 0)
            isTrustedProxy = site.proxies.trusts(address)
        }
        site.metrics.connections.add(1, ordering: .relaxed)
        expire(after: site.limits.headSeconds)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        timer?.cancel()
        // An endpoint at work holds the body for as long as it works.
        if case .working = state {} else { freeBody() }
        site.metrics.connections.subtract(1, ordering: .relaxed)
    }

    // MARK: What arrives

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if case .draining = state {
            if case .body(let bytes) = part { drain(bytes.readableBytes) }
            return
        }
        arrivals.append(.part(part))
        advance()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else {
            // After a parser's error the decoder reports each further byte; anything else means that the transport is broken.
            if !(error is ByteToMessageDecoderError) { context.close(promise: nil) }
            return
        }
        if case .draining = state { return }
        arrivals.append(.failure(error == .headerOverflow ? .headTooLarge : .malformed))
        advance()
    }

    func read(context: ChannelHandlerContext) {
        switch state {
        case .idle, .receiving, .draining: context.read()
        // One read ahead, which saves taking the socket out of the selector and putting it back for each request.
        case .working, .answering: if arrivals.isEmpty { context.read() } else { withholdsRead = true }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed: inputClosed()
        case is ChannelShouldQuiesceEvent: quiesce()
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if case .answering = state, context.channel.isWritable { becomeIdle() }
    }

    /// A peer that sends no more may still wait for the answer to what it sent.
    private func inputClosed() {
        switch state {
        case .working(let exchange): exchange.keepsAlive = false
        case .idle, .receiving, .answering, .draining: context?.close(promise: nil)
        }
    }

    /// The server stops: an idle connection gets a second, since its next request may be on its way, and that one is still answered.
    private func quiesce() {
        isQuiescing = true
        let forced = NIOLoopBound(self, eventLoop: loop)
        _ = loop.scheduleTask(in: .seconds(site.limits.shutdownSeconds)) { forced.value.context?.close(promise: nil) }
        if case .idle = state { expire(after: 1) }
    }

    // MARK: Requests

    private func advance() {
        guard !isAdvancing else { return }
        isAdvancing = true
        defer { isAdvancing = false }
        while canTakeParts, let arrival = arrivals.popFirst() {
            switch arrival {
            case .failure(let rejection): reject(rejection, newExchange())
            case .part(.head(let head)): begin(head)
            case .part(.body(let bytes)): receive(bytes)
            case .part(.end): complete()
            }
        }
    }

    private var canTakeParts: Bool {
        switch state {
        case .idle, .receiving: true
        case .working, .answering, .draining: false
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        let exchange = newExchange()
        do {
            let head = try ReceivedHead(head, limits: site.limits)
            exchange.method = head.method
            exchange.keepsAlive = head.keepsAlive
            if isTrustedProxy, let client = site.proxies.client(head.fields) {
                exchange.client = (client.address.description, client.port)
            }
            exchange.certificate = try clientCertificate(head)
            exchange.find(head, in: site.routes)
            guard head.declaredLength ?? 0 <= exchange.bodyLimit else {
                return reject(.bodyTooLarge, exchange, request(head, exchange, body: []))
            }
            if let endpoint = exchange.endpoint, endpoint.bodyLimit > usualBodyLimit { return ask(endpoint, toAdmit: head, exchange) }
            awaitBody(head, exchange)
        } catch {
            reject(error, exchange)
        }
    }

    /// That of the connection; behind a proxy, the one that it says its client came with. RFC 9440 §2.
    private func clientCertificate(_ head: ReceivedHead) throws(RequestRejection) -> [UInt8]? {
        if isTrustedProxy { return try head.forwardedCertificate() }
        if !certificateIsKnown {
            certificateIsKnown = true
            // Throws when there is no TLS on this connection.
            certificate = try? context?.pipeline.syncOperations.nioSSL_peerCertificate()?.toDERBytes()
        }
        return certificate
    }

    private func awaitBody(_ head: ReceivedHead, _ exchange: Exchange) {
        if head.expectsContinue { proceed() }
        state = .receiving(head, exchange, body: [])
        let beyondUsual = max(0, (head.declaredLength ?? exchange.bodyLimit) - usualBodyLimit)
        expire(after: site.limits.bodySeconds + Int64(beyondUsual / site.limits.bodyBytesPerSecond))
    }

    /// Nothing of the body is read while the endpoint considers its head.
    private func ask(_ endpoint: any Endpoint, toAdmit head: ReceivedHead, _ exchange: Exchange) {
        state = .working(exchange)
        expire(after: site.limits.workSeconds)
        let request = request(head, exchange, body: [])
        guard site.admit() else { return reject(.overloaded, exchange, request) }
        let loop = loop
        let bound = NIOLoopBound(self, eventLoop: loop)
        let boundHead = NIOLoopBound(head, eventLoop: loop)
        _ = Task.immediate(executorPreference: executor) {
            let refusal = await endpoint.refusal(of: request)
            if loop.inEventLoop {
                bound.value.considered(boundHead.value, refusal)
            } else {
                loop.execute { bound.value.considered(boundHead.value, refusal) }
            }
        }
    }

    private func considered(_ head: ReceivedHead, _ refusal: Response?) {
        site.release()
        guard case .working(let exchange) = state else { return }
        guard let refusal else {
            awaitBody(head, exchange)
            advance()
            resumeReading()
            return
        }
        exchange.keepsAlive = false
        answer(refusal, exchange)
    }

    /// RFC 9110 §10.1.1.
    private func proceed() { context?.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil) }

    private func receive(_ bytes: ByteBuffer) {
        guard case .receiving(let head, let exchange, var body) = state else { return }
        state = .idle
        guard body.count + bytes.readableBytes <= exchange.bodyLimit else {
            return reject(.bodyTooLarge, exchange, request(head, exchange, body: []))
        }
        guard site.reserve(bodyBytes: bytes.readableBytes) else {
            // The rest of the body is not wanted either.
            exchange.keepsAlive = false
            return reject(.overloaded, exchange)
        }
        bodyBytes += bytes.readableBytes
        body.append(contentsOf: bytes.readableBytesView)
        state = .receiving(head, exchange, body: body)
    }

    private func freeBody() {
        site.free(bodyBytes: bodyBytes)
        bodyBytes = 0
    }

    private func complete() {
        guard case .receiving(let head, let exchange, let body) = state else { return }
        state = .working(exchange)
        expire(after: site.limits.workSeconds)
        let request = request(head, exchange, body: body)
        guard let place = exchange.place else { return answer(site.refuse(.notFound, request), exchange) }
        guard let endpoint = exchange.endpoint else { return answerUnmounted(head.method, place, request, exchange) }
        guard site.admit() else { return answer(site.refuse(.overloaded, request), exchange) }
        work(on: request, by: endpoint)
    }

    private func request(_ head: ReceivedHead, _ exchange: Exchange, body: [UInt8]) -> Request {
        var request = Request(
            method: head.method == .head ? .get : head.method, path: head.target.path, query: head.target.query, headers: head.fields,
            body: body,
            peer: .init(
                address: exchange.client.address, port: exchange.client.port, requestID: exchange.requestID,
                certificate: exchange.certificate))
        request.pathParameters = exchange.parameters
        return request
    }

    /// Starts on this thread at once and comes back to it, so that an endpoint costs no change of thread but those that it waits for.
    private func work(on request: Request, by endpoint: any Endpoint) {
        let loop = loop
        let bound = NIOLoopBound(self, eventLoop: loop)
        _ = Task.immediate(executorPreference: executor) {
            let response = await endpoint.respond(to: request)
            if loop.inEventLoop {
                bound.value.worked(response, by: endpoint)
            } else {
                loop.execute { bound.value.worked(response, by: endpoint) }
            }
        }
    }

    private func worked(_ response: Response, by endpoint: any Endpoint) {
        site.release()
        freeBody()
        guard case .working(let exchange) = state else { return }
        var response = response
        if endpoint.allowsCrossOrigin { CrossOrigin.open(&response) }
        answer(response, exchange)
    }

    private func answerUnmounted(_ method: HTTPRequest.Method, _ place: Routes.Place, _ request: Request, _ exchange: Exchange) {
        guard method == .options else { return answer(site.refuse(.methodNotAllowed, request, allow: place.allow), exchange) }
        let plain = Response(status: .noContent, headers: [.allow: place.allow])
        answer(place.allowsCrossOrigin ? CrossOrigin.preflight(allow: place.allow) : plain, exchange)
    }

    // MARK: Answers

    /// - Parameter request: what is known of it once its head was understood.
    private func reject(_ rejection: RequestRejection, _ exchange: Exchange, _ request: Request? = nil) {
        if rejection.closesConnection { exchange.keepsAlive = false }
        answer(request.map { site.refuse(rejection, $0) } ?? rejection.response(), exchange)
    }

    private func answer(_ response: Response, _ exchange: Exchange) {
        freeBody()
        guard let context else { return }
        let closing = !exchange.keepsAlive || isQuiescing
        var buffer = context.channel.allocator.buffer(capacity: 512 + response.body.count)
        encoder.encode(
            response, requestID: exchange.requestID, withoutBody: exchange.method == .head, closing: closing, at: site.world.now(),
            into: &buffer)
        let nanoseconds = Int64(clamping: NIODeadline.now().uptimeNanoseconds &- exchange.started)
        site.note(exchange, status: response.status.code, bytes: response.body.count, nanoseconds: nanoseconds)
        if closing { return answerLast(buffer, context) }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        state = .answering
        if context.channel.isWritable { becomeIdle() } else { expire(after: site.limits.answerSeconds) }
    }

    /// Ends the connection so that the peer can still read the answer: output is closed first, and what it is still sending is read
    /// and thrown away for a moment, since closing with unread input makes the kernel discard the answer. RFC 9112 §9.6.
    private func answerLast(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        state = .draining
        arrivals.removeAll()
        expire(after: site.limits.answerSeconds)
        let bound = NIOLoopBound(self, eventLoop: loop)
        context.writeAndFlush(wrapOutboundOut(buffer)).whenComplete { _ in bound.value.closeOutput() }
        context.read()
    }

    private func closeOutput() {
        guard let context else { return }
        expire(after: site.limits.drainSeconds)
        let bound = NIOLoopBound(self, eventLoop: loop)
        context.close(mode: .output).whenFailure { _ in bound.value.context?.close(promise: nil) }
    }

    private func drain(_ count: Int) {
        drainedBytes += count
        if drainedBytes > site.limits.drainBytes { context?.close(promise: nil) }
    }

    private func becomeIdle() {
        state = .idle
        expire(after: isQuiescing ? 1 : site.limits.headSeconds)
        advance()
        resumeReading()
    }

    private func resumeReading() {
        guard canTakeParts, withholdsRead else { return }
        withholdsRead = false
        context?.read()
    }

    // MARK: Time

    /// Sets when the connection is given up. One timer serves all deadlines: it is moved only when a deadline comes before it.
    private func expire(after seconds: Int64) {
        deadline = .now() + .seconds(seconds)
        guard deadline < timerDue else { return }
        timer?.cancel()
        schedule()
    }

    private func schedule() {
        timerDue = deadline
        let bound = NIOLoopBound(self, eventLoop: loop)
        timer = loop.scheduleTask(deadline: deadline) { bound.value.timerFired() }
    }

    private func timerFired() {
        guard context != nil else { return }
        if deadline > .now() { schedule() } else { context?.close(promise: nil) }
    }

    private func newExchange() -> Exchange {
        Exchange(requestID: site.world.requestID(), started: NIODeadline.now().uptimeNanoseconds, client: peer)
    }
}
