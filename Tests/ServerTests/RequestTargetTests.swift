import Testing

@testable import Server

struct RequestTargetTests {
    @Test(arguments: [
        ("/authorize?client_id=a&x=%2F..", "/authorize", "client_id=a&x=%2F.." as String?), ("/", "/", nil), ("/a?", "/a", ""),
        ("http://evil.example/token", "/token", nil), ("https://evil.example?x", "/", "x"),
        ("/.well-known/openid-configuration", "/.well-known/openid-configuration", nil),
        ("/a//b", "/a//b", nil), ("/...", "/...", nil), ("/%C3%A1", "/%C3%A1", nil),
    ])
    func `a target is taken as it was sent`(text: String, path: String, query: String?) throws {
        let target = try RequestTarget(parsing: text)
        #expect(target.path == path)
        #expect(target.query == query)
    }

    @Test(
        arguments: [
            ("/..", RequestRejection.pathSuspicious), ("/a/../b", .pathSuspicious), ("/./a", .pathSuspicious),
            ("/a/..;/b", .pathSuspicious),
            ("/a%2Fb", .pathSuspicious), ("/%2e%2e/a", .pathSuspicious), ("/a%00", .pathSuspicious), ("/a%5cb", .pathSuspicious),
            ("/a\\b", .pathSuspicious),
            ("/a%25b", .pathSuspicious), ("/a%0d%0a", .pathSuspicious), ("/a%7F", .pathSuspicious), ("/a%", .targetMalformed),
            ("/a%2", .targetMalformed),
            ("/a%zz", .targetMalformed), ("/a%+1", .targetMalformed), ("", .targetMalformed), ("*", .targetMalformed),
            ("a", .targetMalformed), ("//evil", nil),
            ("/a#b", .targetMalformed), ("/a b", .targetMalformed), ("/é", .targetMalformed), ("http://", .targetMalformed),
            ("ftp://a/b", .targetMalformed),
        ] as [(String, RequestRejection?)])
    func `what two parsers may read differently is refused`(text: String, rejection: RequestRejection?) {
        if let rejection {
            #expect(throws: rejection) { try RequestTarget(parsing: text) }
        } else {
            #expect(throws: Never.self) { try RequestTarget(parsing: text) }
        }
    }
}
