package import HTTPTypes

/// One HTTP request as a value: what a face or a core may know of it. RFC 9110.
package struct Request: Sendable {
    package var method: HTTPRequest.Method
    /// The path without the query, still percent-encoded as it was received.
    package var path: String
    /// The query without `?`, still encoded; nil when there is none.
    package var query: String?
    package var headers: HTTPFields
    package var body: [UInt8]
    /// Who sent it.
    package var peer: Peer
    /// Named parts of the path, decoded: `{id}` of the route.
    package var pathParameters: [String: String] = [:]

    package init(
        method: HTTPRequest.Method, path: String, query: String? = nil, headers: HTTPFields = [:], body: [UInt8] = [],
        peer: Peer = Peer(address: "127.0.0.1", port: 0, requestID: "-")
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// Where a request came from; behind a trusted proxy, what the proxy says.
    package struct Peer: Sendable {
        package var address: String
        /// The source port, which evidence of a sign-in must hold; 0 when unknown.
        package var port: Int
        /// Correlates logs, audit and the error code that a person may quote.
        package var requestID: String
        /// The certificate whose key the connection proved its peer to hold, in DER; nothing else of it has been checked. RFC 8705 §2.
        package var certificate: [UInt8]?

        package init(address: String, port: Int, requestID: String, certificate: [UInt8]? = nil) {
            self.address = address
            self.port = port
            self.requestID = requestID
            self.certificate = certificate
        }
    }
}

extension Request {
    /// Whether `Accept` names that media type, in so many words: a wildcard asks for nothing in particular. RFC 9110 §12.5.1.
    package func accepts(_ mediaType: String) -> Bool {
        headers[values: .accept].flatMap { $0.split(separator: ",") }.contains { range in
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            return parts.first == mediaType && !parts.dropFirst().contains { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }
        }
    }
}
