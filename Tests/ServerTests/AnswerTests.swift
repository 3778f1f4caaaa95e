import HTTP
import Primitives
import Testing

@testable import Server

struct AnswerTests {
    private static func exchange(_ request: String, proxies: [String] = [], promisesTLS: Bool = false) async throws -> String {
        try await RunningServer.with(proxies: proxies, promisesTLS: promisesTLS) { port, _ in
            let socket = try RawSocket(port: port)
            socket.send(request + "Host: a\r\nConnection: close\r\n\r\n")
            return await socket.receive(patience: 3_000).text
        }
    }

    @Test(arguments: [
        ("GET /get", 200), ("GET /get?x", 200), ("HEAD /get", 200), ("GET http://evil.example/get", 200), ("POST /get", 405),
        ("DELETE /form", 405),
        ("TRACE /get", 405), ("TRACE /none", 404), ("OPTIONS /form", 204), ("OPTIONS /get", 204), ("GET /none", 404), ("GET /get/", 404),
        ("GET /GET", 404),
        ("GET /%67et", 404), ("GET //get", 404), ("GET /get;x", 404), ("GET /items/7", 200), ("GET /items/", 404), ("GET /items/7/8", 404),
        ("GET /items/%FF", 404), ("GET /items/a%2Fb", 400), ("GET /../get", 400), ("GET /%2e%2e/get", 400), ("GET /get%00", 400),
        ("GET /.env", 404),
        ("GET /get\u{7F}", 400), ("GET /é", 400), ("OPTIONS *", 400),
    ])
    func `what a path and a method give`(line: String, status: Int) async throws {
        let text = try await Self.exchange("\(line) HTTP/1.1\r\n")
        #expect(statuses(in: text) == [status])
    }

    @Test(arguments: [
        ("POST /get", "GET, HEAD, OPTIONS"), ("DELETE /form", "GET, POST, HEAD, OPTIONS"), ("OPTIONS /form", "GET, POST, HEAD, OPTIONS"),
    ])
    func `RFC 9110 §15.5.6: what is allowed is named`(line: String, allow: String) async throws {
        let text = try await Self.exchange("\(line) HTTP/1.1\r\n")
        #expect(text.contains("Allow: \(allow)\r\n"))
    }

    @Test(arguments: [
        ("GET /none", 404, "<p>/none notFound"), ("POST /get", 405, "<p>/get methodNotAllowed"), ("HEAD /none", 404, ""),
        ("POST /form", 413, "<p>/form bodyTooLarge"),
    ])
    func `a person is refused with a page that keeps the status`(line: String, status: Int, page: String) async throws {
        let head = "\(line) HTTP/1.1\r\n" + (status == 413 ? "Content-Length: 1001\r\n" : "")
        let text = try await Self.exchange(head + "Accept: text/html\r\n")
        #expect(statuses(in: text) == [status])
        #expect(text.hasSuffix("\r\n\r\n\(page)"))
        #expect(Self.field("Allow", in: text) == (status == 405 ? "GET, HEAD, OPTIONS" : nil))
        #expect(try await Self.exchange(head).contains("Content-Type: application/problem+json\r\n"))
    }

    @Test func `every answer carries the security fields and no banner`() async throws {
        for line in ["GET /get", "GET /none", "POST /get", "GET /.."] {
            let text = try await Self.exchange("\(line) HTTP/1.1\r\n")
            #expect(text.contains("X-Content-Type-Options: nosniff\r\n"))
            #expect(text.contains("Referrer-Policy: no-referrer\r\n"))
            #expect(text.contains("Cache-Control: no-store\r\n"))
            #expect(text.contains("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"))
            #expect(text.contains("Date: Wed, 18 Nov 2026 11:06:40 GMT\r\n"))
            #expect(!text.contains("Server:"))
            #expect(!text.contains("Strict-Transport-Security"))
        }
    }

    @Test func `RFC 6797 §7.2: only an instance behind TLS promises TLS`() async throws {
        #expect(
            try await Self.exchange("GET /get HTTP/1.1\r\n", promisesTLS: true).contains(
                "Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n"))
    }

    @Test func `RFC 9110 §9.3.2: HEAD is GET without its body`() async throws {
        let get = try await Self.exchange("GET /get HTTP/1.1\r\n")
        let head = try await Self.exchange("HEAD /get HTTP/1.1\r\n")
        #expect(head.hasSuffix("\r\n\r\n"))
        #expect(Self.field("Content-Length", in: head) == Self.field("Content-Length", in: get))
    }

    @Test func `the Host field reaches no endpoint`() async throws {
        #expect(try await Self.exchange("GET /get HTTP/1.1\r\n").contains(#""host":false"#))
    }

    @Test func `each request has its own id`() async throws {
        let ids = try await [Self.exchange("GET /get HTTP/1.1\r\n"), Self.exchange("GET /get HTTP/1.1\r\n")].map {
            Self.field("X-Request-Id", in: $0)
        }
        #expect(ids[0]?.count == 16)
        #expect(ids[0] != ids[1])
    }

    @Test func `scripts of any origin may call what allows it, without credentials`() async throws {
        let answer = try await Self.exchange("GET /get HTTP/1.1\r\nOrigin: https://evil.example\r\n")
        let preflight = try await Self.exchange(
            "OPTIONS /get HTTP/1.1\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\n")
        let closed = try await Self.exchange("GET /form HTTP/1.1\r\nOrigin: https://evil.example\r\n")
        #expect(Self.field("Access-Control-Allow-Origin", in: answer) == "*")
        #expect(Self.field("Access-Control-Allow-Origin", in: preflight) == "*")
        #expect(Self.field("Access-Control-Allow-Methods", in: preflight) == "GET, HEAD, OPTIONS")
        #expect(Self.field("Access-Control-Allow-Origin", in: closed) == nil)
        #expect(!(answer + preflight).contains("Credentials"))
    }

    @Test(
        arguments: [
            ([], "X-Forwarded-For: 192.0.2.7", "127.0.0.1", nil as Int?), (["127.0.0.0/8"], "X-Forwarded-For: 192.0.2.7", "192.0.2.7", 0),
            (["127.0.0.0/8"], "X-Forwarded-For: 6.6.6.6, 192.0.2.7", "192.0.2.7", 0),
            (["127.0.0.0/8", "10.0.0.0/8"], "X-Forwarded-For: 192.0.2.7, 10.1.1.1", "192.0.2.7", 0),
            (["127.0.0.0/8"], "Forwarded: for=6.6.6.6, proto=https;for=\"192.0.2.7:4711\";by=1.1.1.1", "192.0.2.7", 4711),
            (["127.0.0.0/8"], "Forwarded: for=\"[2001:db8::7]:80\"", "2001:db8::7", 80),
            // A proxy that writes one of the fields passes the other on as its client wrote it.
            (["127.0.0.0/8"], "Forwarded: for=6.6.6.6\r\nX-Forwarded-For: 192.0.2.7", "127.0.0.1", nil),
            (["127.0.0.0/8"], "X-Forwarded-For: 6.6.6.6\r\nForwarded: for=192.0.2.7", "127.0.0.1", nil),
            (["127.0.0.0/8"], "Forwarded: for=unknown\r\nX-Forwarded-For: 192.0.2.7", "127.0.0.1", nil),
            (["127.0.0.0/8"], "Forwarded: for=192.0.2.7\r\nX-Forwarded-For: <script>", "127.0.0.1", nil),
            (["127.0.0.0/8"], "Forwarded: for=\"192.0.2.7:4711\"\r\nX-Forwarded-For: 6.6.6.6, 192.0.2.7", "192.0.2.7", 0),
            (["127.0.0.0/8"], "Forwarded: for=\"192.0.2.7:4711\"\r\nX-Forwarded-For: 192.0.2.7:4711", "192.0.2.7", 4711),
            (["127.0.0.0/8"], "Forwarded: for=unknown", "127.0.0.1", nil), (["127.0.0.0/8"], "X-Forwarded-For: <script>", "127.0.0.1", nil),
            (["10.0.0.0/8"], "X-Forwarded-For: 192.0.2.7", "127.0.0.1", nil),
            (["127.0.0.0/8"], "X-Forwarded-For: 127.0.0.1", "127.0.0.1", nil),
        ] as [([String], String, String, Int?)])
    func `only a trusted proxy says for whom it speaks`(proxies: [String], field: String, address: String, port: Int?) async throws {
        let text = try await Self.exchange("GET /get HTTP/1.1\r\n\(field)\r\n", proxies: proxies)
        #expect(text.contains(#""address":"\#(address)""#))
        if let port { #expect(text.contains(#""port":\#(port),"#)) }
    }

    private static func field(_ name: String, in text: String) -> String? {
        text.split(separator: "\r\n").first { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
    }

    @Test(arguments: [([], nil), (["10.0.0.0/8"], nil), (["127.0.0.1"], 200)] as [([String], Int?)])
    func `plain HTTP beyond loopback is for proxies alone`(proxies: [String], status: Int?) async throws {
        let (text, closed) = try await RunningServer.with(proxies: proxies, host: "0.0.0.0") { port, _ in
            let socket = try RawSocket(port: port)
            socket.send("GET /get HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return await socket.receive(patience: 2_000)
        }
        #expect(statuses(in: text) == (status.map { [$0] } ?? []))
        #expect(closed)
    }
}
