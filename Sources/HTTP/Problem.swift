package import HTTPTypes
internal import Primitives

/// An error of an HTTP API as `application/problem+json`. RFC 9457 §3.
package struct Problem: Sendable {
    package var status: HTTPResponse.Status
    package var title: String
    package var detail: String

    package init(status: HTTPResponse.Status, title: String, detail: String) {
        self.status = status
        self.title = title
        self.detail = detail
    }

    package var response: Response {
        var response = Response(
            status: status, json: ["status": .integer(Int64(status.code)), "title": .string(title), "detail": .string(detail)])
        response.headers[.contentType] = "application/problem+json"
        return response
    }
}
