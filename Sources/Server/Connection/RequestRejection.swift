internal import HTTP
package import HTTPTypes

/// Every way in which a request is wrong before an endpoint sees it.
package enum RequestRejection: Error, Sendable, Equatable, CaseIterable {
    case ambiguousLength
    case bodyTooLarge
    case expectationUnknown
    case headTooLarge
    case hostMissingOrRepeated
    case malformed
    case methodNotAllowed
    case notFound
    case overloaded
    case pathSuspicious
    case targetMalformed
    case targetTooLong
    case transferCodingUnknown

    package var status: HTTPResponse.Status {
        switch self {
        case .ambiguousLength, .hostMissingOrRepeated, .malformed, .pathSuspicious, .targetMalformed: .badRequest
        case .bodyTooLarge: .contentTooLarge
        case .expectationUnknown: .expectationFailed
        case .headTooLarge: .requestHeaderFieldsTooLarge
        case .methodNotAllowed: .methodNotAllowed
        case .notFound: .notFound
        case .overloaded: .serviceUnavailable
        case .targetTooLong: .uriTooLong
        case .transferCodingUnknown: .notImplemented
        }
    }

    /// Whether the boundary of the next request can no longer be trusted, or the peer's data is not wanted.
    var closesConnection: Bool {
        switch self {
        case .methodNotAllowed, .notFound, .pathSuspicious, .overloaded: false
        case .ambiguousLength, .bodyTooLarge, .expectationUnknown, .headTooLarge, .hostMissingOrRepeated, .malformed, .targetMalformed,
            .targetTooLong, .transferCodingUnknown:
            true
        }
    }

    private var detail: String {
        switch self {
        case .ambiguousLength: "The length of the body is stated twice or not as a number."
        case .bodyTooLarge: "The body is larger than this address accepts."
        case .expectationUnknown: "The Expect field asks for something other than 100-continue."
        case .headTooLarge: "The header fields are too large or too many."
        case .hostMissingOrRepeated: "A request names its host exactly once."
        case .malformed: "This is not an HTTP/1.1 request."
        case .methodNotAllowed: "This address does not take the method; the Allow field lists those that it takes."
        case .notFound: "There is nothing at this address."
        case .overloaded: "The server is busy; try again in a moment."
        case .pathSuspicious: "The path contains dot segments, encoded separators or control characters."
        case .targetMalformed: "The request target is not valid."
        case .targetTooLong: "The address is too long."
        case .transferCodingUnknown: "The only transfer coding understood is chunked."
        }
    }

    func response(allow: String? = nil) -> Response {
        var response = Problem(status: status, title: status.reasonPhrase, detail: detail).response
        if let allow { response.headers[.allow] = allow }
        if self == .overloaded { response.headers[.retryAfter] = "1" }
        return response
    }
}
