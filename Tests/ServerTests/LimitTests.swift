import Testing

@testable import Server

@Suite(.serialized) struct LimitTests {
    private static func exchange(_ request: String, limits: Limits = Limits(), patience: Int32 = 3_000) async throws -> (
        text: String, closed: Bool
    ) {
        try await RunningServer.with(limits: limits) { port, _ in
            let socket = try RawSocket(port: port)
            socket.send(request)
            return await socket.receive(patience: patience)
        }
    }

    @Test(arguments: [
        (String(repeating: "a", count: 20_000), 414), (String(repeating: "a", count: 100_000), 431),
    ])
    func `a long target is refused at once`(target: String, status: Int) async throws {
        let (text, closed) = try await Self.exchange("GET /\(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(statuses(in: text) == [status])
        #expect(closed)
    }

    @Test(arguments: [
        "X: " + String(repeating: "a", count: 1_000_000) + "\r\n", String(repeating: "X: a\r\n", count: 10_000),
        (0..<20).map { "X\($0): " + String(repeating: "a", count: 10_000) + "\r\n" }.joined(),
    ])
    func `large and many fields are refused at once`(fields: String) async throws {
        let (text, closed) = try await Self.exchange("GET /get HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
        #expect(statuses(in: text) == [431])
        #expect(closed)
    }

    @Test(arguments: [
        "Content-Length: 1001\r\n\r\n", "Content-Length: 67108864\r\n\r\n" + String(repeating: "a", count: 200_000),
        "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + String(repeating: "a", count: 1_001) + "\r\n0\r\n\r\n",
        "Expect: 100-continue\r\nContent-Length: 1001\r\n\r\n",
    ])
    func `a body beyond the endpoint's limit is refused before it is read`(rest: String) async throws {
        let (text, closed) = try await Self.exchange("POST /form HTTP/1.1\r\nHost: a\r\n\(rest)")
        #expect(statuses(in: text) == [413])
        #expect(closed)
    }

    @Test(arguments: [
        "Content-Length: 1000\r\n\r\n" + String(repeating: "a", count: 1_000),
        "Transfer-Encoding: chunked\r\n\r\n3e8\r\n" + String(repeating: "a", count: 1_000) + "\r\n0\r\n\r\n",
    ])
    func `a body of exactly the limit is accepted`(rest: String) async throws {
        let text = try await Self.exchange("POST /form HTTP/1.1\r\nHost: a\r\n\(rest)", patience: 500).text
        #expect(statuses(in: text) == [200])
        #expect(text.contains(#""body":1000"#))
    }

    @Test(arguments: [
        "Content-Length: 900000\r\n\r\n", "Expect: 100-continue\r\nContent-Length: 900000\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nf\r\n",
    ])
    func `a stranger's large body is refused before it is read`(rest: String) async throws {
        let (text, closed) = try await Self.exchange("POST /documents HTTP/1.1\r\nHost: a\r\n\(rest)")
        #expect(statuses(in: text) == [401])
        #expect(closed)
    }

    @Test func `who is admitted may send a large body, and then another request`() async throws {
        let request = "POST /documents HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nContent-Length: 900000\r\n\r\n"
        let body = String(repeating: "a", count: 900_000)
        let text = try await Self.exchange(request + body + request + body + "GET /get HTTP/1.1\r\nHost: a\r\n\r\n", patience: 1_500).text
        #expect(statuses(in: text) == [200, 200, 200])
        #expect(text.contains(#""body":900000"#))
        let waiting = try await RunningServer.with { port, _ in
            let socket = try RawSocket(port: port)
            socket.send("POST /documents HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            let first = await socket.receive(patience: 500).text
            socket.send("ab")
            return first + (await socket.receive(patience: 500).text)
        }
        #expect(statuses(in: waiting) == [100, 200])
    }

    @Test func `whoever waits for a go-ahead gets it`() async throws {
        let text = try await RunningServer.with { port, _ in
            let socket = try RawSocket(port: port)
            socket.send("POST /form HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            let first = await socket.receive(patience: 300).text
            socket.send("ab")
            let rest = await socket.receive(patience: 500).text
            return first + rest
        }
        #expect(statuses(in: text) == [100, 200])
    }

    @Test(arguments: ["", "GET /get HTTP/1.1\r\nHost: a\r\n", "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"])
    func `a sender that does not finish is cut`(beginning: String) async throws {
        var limits = Limits()
        limits.headSeconds = 1
        limits.bodySeconds = 1
        let (text, closed) = try await Self.exchange(beginning, limits: limits)
        #expect(statuses(in: text).isEmpty)
        #expect(closed)
    }

    @Test func `a sender that drips a byte at a time is cut all the same`() async throws {
        var limits = Limits()
        limits.headSeconds = 1
        let cut = try await RunningServer.with(limits: limits) { port, _ in
            let socket = try RawSocket(port: port)
            socket.send("GET /get HTTP/1.1\r\nHost: a\r\nX: ")
            for _ in 0..<20 {
                socket.send("a")
                if await socket.receive(patience: 100).closed { return true }
            }
            return false
        }
        #expect(cut)
    }

    @Test func `above the number of requests in flight the answer is 503 at once`() async throws {
        var limits = Limits()
        limits.requestsInFlight = 1
        let (slow, refused) = try await RunningServer.with(limits: limits) { port, _ in
            let first = try RawSocket(port: port)
            first.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            try await Task.sleep(for: .milliseconds(150))
            let second = try RawSocket(port: port)
            second.send("GET /get HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let refused = await second.receive(patience: 300).text
            return (await first.receive(patience: 2_000).text, refused)
        }
        #expect(statuses(in: refused) == [503])
        #expect(refused.contains("Retry-After: 1\r\n"))
        #expect(statuses(in: slow) == [200])
    }

    @Test func `beyond the number of connections new ones wait and are served when one goes`() async throws {
        var limits = Limits()
        limits.connections = 2
        limits.headSeconds = 2
        let text = try await RunningServer.with(limits: limits) { port, _ in
            let first = try RawSocket(port: port)
            let second = try RawSocket(port: port)
            try await Task.sleep(for: .milliseconds(100))
            let third = try RawSocket(port: port)
            third.send("GET /get HTTP/1.1\r\nHost: a\r\n\r\n")
            let early = await third.receive(patience: 300).text
            #expect(early.isEmpty)
            let late = await third.receive(patience: 4_000).text
            first.finishSending()
            second.finishSending()
            return late
        }
        #expect(statuses(in: text) == [200])
    }

    @Test func `bodies share their memory, and what exceeds it is 503 until one is answered`() async throws {
        var limits = Limits()
        limits.bodyBytesInFlight = 1_500
        let (refused, first, after, closed) = try await RunningServer.with(limits: limits) { port, _ in
            let request = "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"
            let first = try RawSocket(port: port)
            first.send(request + String(repeating: "a", count: 999))
            try await Task.sleep(for: .milliseconds(150))
            let second = try RawSocket(port: port)
            second.send(request + String(repeating: "a", count: 1_000))
            let refused = await second.receive(patience: 2_000)
            first.send("a")
            let answered = await first.receive(patience: 500).text
            let third = try RawSocket(port: port)
            third.send(request + String(repeating: "a", count: 1_000))
            return (refused.text, answered, await third.receive(patience: 500).text, refused.closed)
        }
        #expect(statuses(in: refused) == [503])
        #expect(closed)
        #expect(statuses(in: first) == [200])
        #expect(statuses(in: after) == [200])
    }

    @Test func `a body whose sender leaves gives its memory back`() async throws {
        var limits = Limits()
        limits.bodyBytesInFlight = 1_500
        let text = try await RunningServer.with(limits: limits) { port, _ in
            let request = "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"
            for _ in 0..<4 {
                let leaving = try RawSocket(port: port)
                leaving.send(request + String(repeating: "a", count: 999))
                try await Task.sleep(for: .milliseconds(50))
            }
            try await Task.sleep(for: .milliseconds(100))
            let staying = try RawSocket(port: port)
            staying.send(request + String(repeating: "a", count: 1_000))
            return await staying.receive(patience: 500).text
        }
        #expect(statuses(in: text) == [200])
    }
}
