package import HTTP
package import HTTPTypes

extension PageRenderer {
    /// The page for a request that was refused before any endpoint saw it; nil for programs, which take no HTML.
    package func refusal(status: HTTPResponse.Status, of request: Request) -> Response? {
        let takesPages = request.headers[values: .accept].contains { $0.contains("text/html") }
        guard takesPages, let reason = ErrorPage.Reason(refusedWith: status) else { return nil }
        let page = ErrorPage(reason, requestID: request.peer.requestID, status: status)
        return response(page, for: Visit(request, repeatable: request.method == .get))
    }
}

extension ErrorPage.Reason {
    fileprivate init?(refusedWith status: HTTPResponse.Status) {
        switch status {
        case .contentTooLarge: self = .tooLarge
        case .methodNotAllowed: self = .methodNotAllowed
        case .notFound: self = .notFound
        case .serviceUnavailable: self = .busy
        default: return nil
        }
    }
}
