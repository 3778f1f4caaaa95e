import Glibc
import Logging
import Primitives
import Testing

@testable import Server

struct LogTests {
    /// What `body` logs, read back through a pipe.
    private static func logged(_ body: (LogStream) async throws -> Void) async throws -> [String] {
        var ends: [Int32] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        let stream = LogStream(descriptor: ends[1])
        try await body(stream)
        stream.flush()
        close(ends[1])
        defer { close(ends[0]) }
        var bytes = [UInt8](repeating: 0, count: 60_000)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(ends[0], $0.baseAddress, $0.count) }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func `one event is one line, whatever it contains`() async throws {
        let lines = try await Self.logged { stream in
            let logger = Logger(label: "test") { JSONLineLogHandler(label: $0, stream: stream, world: RunningServer.world) }
            logger.info("a\r\n{\"level\":\"forged\"}\u{1B}[2J\u{9B}\u{2028}", metadata: ["key": "x\ny"])
        }
        #expect(lines.count == 1)
        let line = try #require(JSON(parsing: lines[0]).object)
        #expect(line["level"] == "info")
        #expect(line["key"] == "x\ny")
        #expect(lines[0].utf8.allSatisfy { $0 >= 0x20 })
        #expect(!lines[0].unicodeScalars.contains { (0x80...0x9F).contains($0.value) || $0.value == 0x2028 })
    }

    @Test func `a request is logged by its declared path, without query, body or fields`() async throws {
        let lines = try await Self.logged { stream in
            try await RunningServer.with(log: stream) { port, _ in
                let socket = try RawSocket(port: port)
                socket.send(
                    "GET /items/s3cret?code=s3cret HTTP/1.1\r\nHost: s3cret\r\nCookie: a=s3cret\r\nAuthorization: Bearer s3cret\r\n\r\n")
                socket.send("GET /s3cret HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = await socket.receive(patience: 300)
            }
        }
        #expect(lines.count == 2)
        let line = try #require(lines.first.flatMap { try? JSON(parsing: $0).object })
        #expect(line["route"] == "/items/{id}")
        #expect(line["status"] == 200)
        #expect(line["address"] == "127.0.0.1")
        #expect(!lines.joined().contains("s3cret"))
    }

    @Test func `a full buffer drops lines and says so`() async throws {
        let lines = try await Self.logged { _ in }
        #expect(lines.isEmpty)
        var ends: [Int32] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        let stream = LogStream(descriptor: ends[1], capacity: 10)
        stream.write(Array("12345".utf8))
        stream.write(Array("67890".utf8))
        stream.flush()
        close(ends[1])
        var bytes = [UInt8](repeating: 0, count: 1_000)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(ends[0], $0.baseAddress, $0.count) }
        close(ends[0])
        #expect(String(decoding: bytes.prefix(count), as: UTF8.self).hasSuffix("\"count\":1}\n"))
    }
}
