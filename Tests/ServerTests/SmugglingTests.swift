import Testing

@testable import Server

/// RFC 9112 §6.3 and §11.2: a request whose end two parsers could see in different places is refused, and its connection ends.
struct SmugglingTests {
    static let second = "GET /get?second HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(arguments: [
        "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc",
        "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
        "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc",
        "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc",
        "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
        "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u{0B}chunked\r\n\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc",
        "POST /form HTTP/1.1\r\nHost: a\r\n Content-Length: 3\r\n\r\nabc",
        "POST /form HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /get HTTP/1.1\nHost: a\n\n",
        "GET /get HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
        "GET /get HTTP/1.1\r\nHost: a\r\nX: b\r\n folded\r\n\r\n",
        "GET /get HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n",
        "GET /get HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n",
        "GET /get HTTP/1.1\r\nHost: a\r\n: empty\r\n\r\n",
        "GET /get HTTP/1.1\r\nHost: a\r\nX(: b\r\n\r\n",
        "GET /get HTTP/1.1\r\n\r\n",
        "GET /get HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /get HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET /get HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET /get\r\n\r\n",
        "get /get HTTP/1.1\r\nHost: a\r\n\r\n",
        "\u{16}\u{03}\u{01}\0\u{05}hello",
        "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n",
        "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ])
    func `an ambiguous request is answered once, with 400 or 501, and its connection ends`(request: String) async throws {
        let (text, closed) = try await RunningServer.with { port, _ in
            let socket = try RawSocket(port: port)
            socket.send(request + Self.second)
            return await socket.receive(patience: 3_000)
        }
        #expect(statuses(in: text) == [400] || statuses(in: text) == [501] || statuses(in: text) == [405])
        #expect(closed)
        #expect(!text.contains("second"))
    }

    @Test func `requests in one segment are answered in order`() async throws {
        let text = try await RunningServer.with { port, _ in
            let socket = try RawSocket(port: port)
            socket.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\nPOST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab" + Self.second)
            return await socket.receive(patience: 4_000).text
        }
        #expect(statuses(in: text) == [200, 200, 200])
        let order = ["/slow", #""body":2"#, "second"].compactMap { text.firstRange(of: $0)?.lowerBound }
        #expect(order.count == 3 && order == order.sorted())
    }

    @Test func `a good request before a broken one is still answered`() async throws {
        let (text, closed) = try await RunningServer.with { port, _ in
            let socket = try RawSocket(port: port)
            socket.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /get HTTP/1.1\r\nHost : a\r\n\r\n")
            return await socket.receive(patience: 3_000)
        }
        #expect(statuses(in: text) == [200, 400])
        #expect(closed)
    }

    @Test func `an offered protocol switch is not taken, and its connection ends after the answer`() async throws {
        let (text, closed) = try await RunningServer.with { port, _ in
            let socket = try RawSocket(port: port)
            socket.send(
                "GET /get HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n")
            return await socket.receive(patience: 3_000)
        }
        #expect(statuses(in: text) == [200])
        #expect(closed)
    }
}
