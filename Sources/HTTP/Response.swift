package import HTTPTypes
package import Primitives

/// One HTTP response as a value. RFC 9110.
package struct Response: Sendable {
    package var status: HTTPResponse.Status
    package var headers: HTTPFields
    package var body: [UInt8]

    package init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A JSON answer; never cacheable unless the caller says otherwise.
    package init(status: HTTPResponse.Status = .ok, json: JSON.Object, cacheControl: String = "no-store") {
        self.init(
            status: status, headers: [.contentType: "application/json", .cacheControl: cacheControl], body: json.bytes)
    }

    /// A redirect that never repeats the body of a POST. RFC 9700 §4.12.
    package static func seeOther(_ location: String, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.location] = location
        headers[.cacheControl] = "no-store"
        return Response(status: .seeOther, headers: headers)
    }

    package mutating func set(_ cookie: Cookie) {
        headers.append(HTTPField(name: .setCookie, value: cookie.headerValue))
    }
}
