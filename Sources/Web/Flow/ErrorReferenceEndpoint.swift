package import HTTP
internal import HTTPTypes
internal import OAuth

/// The pages that `error_uri` leads to: served here, so that they say what this version does, also where there is no other network.
package struct ErrorReferenceEndpoint: Endpoint {
    package let route = Route(.get, path: ErrorReference.path + "{code}")
    private let renderer: PageRenderer

    package init(renderer: PageRenderer) { self.renderer = renderer }

    /// A developer comes here from a log, not from a portal: the browser's own languages count.
    package func respond(to request: Request) async -> Response {
        let visit = Visit(request, readsAcceptLanguage: true)
        guard let code = request.pathParameters["code"].flatMap(OAuthErrorCode.init(rawValue:)) else {
            return renderer.response(ErrorPage(.notFound, requestID: request.peer.requestID), for: visit)
        }
        return renderer.response(ErrorReferencePage(code), for: visit)
    }
}
