package import HTTP
internal import HTTPTypes
package import Primitives
internal import Synchronization

/// What every connection of one listener shares: the routes, the limits, and where is noted what happened.
package final class Site: Sendable {
    let routes: Routes
    let limits: Limits
    let proxies: TrustedProxies
    let promisesTLS: Bool
    let world: World
    package let metrics: Metrics
    private let log: LogStream?
    private let bodyBytes = Atomic(0)
    private let refusalPage: @Sendable (RequestRejection, Request) -> Response?

    /// - Parameters:
    ///   - promisesTLS: whether answers carry Strict-Transport-Security.
    ///   - refusalPage: what a person is shown when a request is refused before an endpoint sees it; nil leaves it at a problem.
    ///   - log: where each request is noted in one line; nil notes nothing.
    package init(
        endpoints: [any Endpoint], limits: Limits = Limits(), proxies: TrustedProxies = TrustedProxies([]), promisesTLS: Bool = false,
        refusalPage: @escaping @Sendable (RequestRejection, Request) -> Response? = { _, _ in nil }, world: World, log: LogStream?
    ) {
        routes = Routes(endpoints)
        self.limits = limits
        self.proxies = proxies
        self.promisesTLS = promisesTLS
        self.world = world
        metrics = Metrics(paths: routes.paths)
        self.log = log
        self.refusalPage = refusalPage
    }

    /// What refuses a request whose head was read: a page where one is wanted, with the fields that every client understands.
    func refuse(_ rejection: RequestRejection, _ request: Request, allow: String? = nil) -> Response {
        let problem = rejection.response(allow: allow)
        guard var page = refusalPage(rejection, request) else { return problem }
        page.status = problem.status
        for name in [HTTPField.Name.allow, .retryAfter] { page.headers[name] = problem.headers[name] }
        return page
    }

    /// Takes one of the places for requests in flight, unless all are taken.
    func admit() -> Bool {
        let before = metrics.inFlight.add(1, ordering: .relaxed).oldValue
        if before < limits.requestsInFlight { return true }
        metrics.inFlight.subtract(1, ordering: .relaxed)
        return false
    }

    func release() { metrics.inFlight.subtract(1, ordering: .relaxed) }

    /// Takes memory for a part of a body, unless all that there is for bodies is taken.
    func reserve(bodyBytes count: Int) -> Bool {
        let before = bodyBytes.add(count, ordering: .relaxed).oldValue
        if before + count <= limits.bodyBytesInFlight { return true }
        bodyBytes.subtract(count, ordering: .relaxed)
        return false
    }

    func free(bodyBytes count: Int) { bodyBytes.subtract(count, ordering: .relaxed) }

    /// Notes an answer. Nothing of the request but its method is written, and of its address the declared path: a real one may hold
    /// an identifier, a query a code.
    func note(_ exchange: Exchange, status: Int, bytes: Int, nanoseconds: Int64) {
        metrics.count(path: exchange.place?.index, status: status, nanoseconds: nanoseconds)
        guard let log else { return }
        let tenths = nanoseconds / 100_000
        log.write(
            Array(
                """
                {"time":"\(TimeText.rfc3339(world.now()))","level":"info","event":"request","request":"\(exchange.requestID)",\
                "method":"\(exchange.method?.rawValue ?? "-")","route":"\(exchange.place?.path ?? "-")","status":\(status),\
                "bytes":\(bytes),"ms":\(tenths / 10).\(tenths % 10),"address":"\(exchange.address)"}
                """.utf8))
    }
}

extension World {
    /// 96 bits: enough that two requests never share one, short enough for a person to read to the help desk.
    func requestID() -> String { Base64URL.encode(random(12)) }
}
