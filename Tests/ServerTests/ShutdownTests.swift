import HTTP
import HTTPTypes
import Testing

@testable import Server

struct ShutdownTests {
    @Test func `a request in flight is finished, and its connection then ends`() async throws {
        let (texts, continuation) = AsyncStream.makeStream(of: (String, Bool).self)
        try await RunningServer.with { port, _ in
            let (sent, sending) = AsyncStream.makeStream(of: Void.self)
            Task.detached {
                let socket = try RawSocket(port: port)
                socket.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
                sending.finish()
                continuation.yield(await socket.receive(patience: 8_000))
                continuation.finish()
            }
            for await _ in sent {}
            try await Task.sleep(for: .milliseconds(200))
        }
        var iterator = texts.makeAsyncIterator()
        let answer = await iterator.next()
        #expect(statuses(in: answer?.0 ?? "") == [200])
        #expect(answer?.0.contains("Connection: close\r\n") == true)
        #expect(answer?.1 == true)
    }

    @Test func `readiness is told before and after the start`() async throws {
        let readiness = Readiness()
        let endpoint = ReadinessEndpoint(readiness: readiness)
        let request = { await endpoint.respond(to: .init(method: .get, path: "/health/ready")).status.code }
        #expect(await request() == 503)
        readiness.set(true)
        #expect(await request() == 200)
        let failing = ReadinessEndpoint(readiness: readiness, failingDependency: { "database" })
        #expect(await failing.respond(to: .init(method: .get, path: "/health/ready")).status.code == 503)
    }

    @Test func `health and metrics are on the operations listener alone`() async throws {
        let (open, closed) = try await RunningServer.with { port, operations in
            (try await Self.askAll(operations), try await Self.askAll(port))
        }
        #expect(statuses(in: open) == [200, 200, 200])
        #expect(open.contains("idp_http_connections"))
        #expect(open.contains("process_resident_memory_bytes "))
        #expect(statuses(in: closed) == [404, 404, 404])
    }

    private static func askAll(_ port: Int) async throws -> String {
        let socket = try RawSocket(port: port)
        for path in ["/health/live", "/health/ready", "/metrics"] { socket.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n") }
        return await socket.receive(patience: 500).text
    }
}
