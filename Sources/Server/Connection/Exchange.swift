internal import HTTP
internal import HTTPTypes

/// What is known of one request while its answer is awaited. Lives and stays on its connection's event loop.
final class Exchange {
    let requestID: String
    /// Monotonic nanoseconds.
    let started: UInt64
    var method: HTTPRequest.Method?
    /// Who is asking: the peer of the socket, or whom a trusted proxy names.
    var client: (address: String, port: Int)
    /// In DER.
    var certificate: [UInt8]?
    var keepsAlive = false
    private(set) var place: Routes.Place?
    private(set) var endpoint: (any Endpoint)?
    private(set) var parameters: [String: String] = [:]

    init(requestID: String, started: UInt64, client: (address: String, port: Int)) {
        self.requestID = requestID
        self.started = started
        self.client = client
    }

    func find(_ head: ReceivedHead, in routes: Routes) {
        guard let found = routes.find(head.target.path) else { return }
        place = found.place
        parameters = found.parameters
        endpoint = found.place.endpoint(for: head.method)
    }

    /// A body that no endpoint wants is read too, within what a form may have, to keep the connection in step.
    var bodyLimit: Int { endpoint?.bodyLimit ?? usualBodyLimit }
}
