internal import HTTP
internal import HTTPTypes
internal import Primitives

/// An endpoint whose error answers say where to read more, so that none of them can forget to. RFC 6749 §5.2, `error_uri`.
struct ExplainedEndpoint: Endpoint {
    private let endpoint: any Endpoint
    private let errors: ErrorReference

    init(_ endpoint: any Endpoint, errors: ErrorReference) {
        self.endpoint = endpoint
        self.errors = errors
    }

    var route: Route { endpoint.route }
    var allowsCrossOrigin: Bool { endpoint.allowsCrossOrigin }
    var bodyLimit: Int { endpoint.bodyLimit }
    func refusal(of request: Request) async -> Response? { await endpoint.refusal(of: request) }
    func metadata(issuer: String) -> JSON.Object { endpoint.metadata(issuer: issuer) }

    func respond(to request: Request) async -> Response {
        var response = await endpoint.respond(to: request)
        guard response.status.code >= 400, response.headers[.contentType] == "application/json" else { return response }
        guard var answer = try? JSON(parsing: response.body).object,
            let code = answer["error"]?.string.flatMap(OAuthErrorCode.init(rawValue:)),
            answer["error_uri"] == nil
        else { return response }
        answer["error_uri"] = .string(errors.address(of: code, saying: answer["error_description"]?.string))
        response.body = answer.bytes
        return response
    }
}
