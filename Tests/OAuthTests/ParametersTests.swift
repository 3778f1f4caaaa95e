import HTTP
import HTTPTypes
import OAuth
import Testing

/// RFC 6749 §3.1, §3.2 and appendix B.
@Suite struct ParametersTests {
    static func post(_ body: String, query: String? = nil, type: String = "application/x-www-form-urlencoded") -> Request {
        Request(method: .post, path: "/token", query: query, headers: [.contentType: type], body: Array(body.utf8))
    }

    @Test func `empty values count as absent`() throws {
        let parameters = try Parameters(body: Self.post("scope=&code=a+b%2B"))
        #expect(parameters["scope"] == nil)
        #expect(parameters["code"] == "a b+")
    }

    @Test(arguments: [
        ("code=1&code=2", Rejection.parameterRepeated), ("code=1&code=", .parameterRepeated), ("code=&code=", .parameterRepeated),
        ("code=%FF", .encodingInvalid), ("code=%00", .encodingInvalid), ("code=%ZZ", .encodingInvalid), ("code=%C0%80", .encodingInvalid),
        ("code=%ED%A0%80", .encodingInvalid), ("code=%", .encodingInvalid),
        ("code=" + String(repeating: "a", count: 8193), .parameterTooLong),
    ])
    func `a body that cannot be trusted is refused`(body: String, rejection: Rejection) {
        #expect(throws: rejection) { try Parameters(body: Self.post(body)) }
    }

    @Test func `what a standard lets a request repeat is a list`() throws {
        let parameters = try Parameters(body: Self.post("resource=https://a.example&resource=&resource=https://b.example&code=1"))
        #expect(parameters.all("resource") == ["https://a.example", "https://b.example"])
        #expect(parameters["resource"] == nil && parameters.all("code").isEmpty)
        #expect(Parameters(json: parameters.json) == parameters)
        #expect(parameters.limited(to: ["code"]).all("resource").isEmpty)
        #expect(parameters.length == "code1".utf8.count + 2 * "resourcehttps://a.example".utf8.count)
    }

    @Test func `§3.2 parameters do not travel in the query`() {
        #expect(throws: Rejection.parametersInQuery) { try Parameters(body: Self.post("a=1", query: "code=2")) }
    }

    @Test(arguments: ["application/json", "text/plain", "", "application/x-www-form-urlencodedx"])
    func `another media type is refused`(type: String) {
        #expect(throws: Rejection.bodyNotForm) { try Parameters(body: Self.post("a=1", type: type)) }
    }

    @Test func `a thousand parameters are refused`() {
        let body = (0..<1000).map { "p\($0)=1" }.joined(separator: "&")
        #expect(throws: Rejection.encodingInvalid) { try Parameters(body: Self.post(body)) }
    }

    @Test func `names that differ only in Unicode normalisation stay apart`() {
        let form = Form([("caf\u{e9}", "1"), ("cafe\u{301}", "2")])
        #expect(form["caf\u{e9}"] == "1")
    }

    @Test func `a browser's request keeps what was repeated for its caller to judge`() throws {
        let request = Request(method: .get, path: "/authorize", query: "client_id=a&state=1&state=2")
        let parameters = try Parameters(browser: request)
        #expect(parameters["client_id"] == "a")
        #expect(parameters["state"] == nil)
        #expect(parameters.repeated == ["state"])
    }

    @Test func `a request is limited to what is read of it, and to its size`() throws {
        let request = Request(method: .get, path: "/authorize", query: "a=12&b=345&other=6&c=1&c=2")
        let limited = try Parameters(browser: request).limited(to: ["a", "b"])
        #expect(limited.values == ["a": "12", "b": "345"])
        #expect(limited.repeated == ["c"])
        #expect(limited.length == 7)
    }

    @Test func `a list loses its repetitions and keeps its order`() throws {
        #expect(try Parameters(body: Self.post("scope=b+a+b++c")).list("scope") == ["b", "a", "c"])
    }
}
