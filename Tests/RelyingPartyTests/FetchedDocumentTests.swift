import Primitives
import RelyingParty
import Synchronization
import Testing

@Suite struct FetchedDocumentTests {
    /// Counts requests, holds them back until it is opened, and fails on demand.
    final class Source: Sendable {
        let count = Mutex(0)
        let fails = Mutex(false)
        let gate = Mutex(true)

        func fetch() async throws(Rejection) -> FetchedDocument<Int>.Answer {
            let number = count.withLock { count in
                count += 1
                return count
            }
            while !gate.withLock({ $0 }) { await Task.yield() }
            if fails.withLock({ $0 }) { throw Rejection(.providerUnreachable) }
            return .init(value: number, lifetime: 300)
        }

        var requests: Int { count.withLock { $0 } }
    }

    let clock = SampleClock()
    let source = Source()

    private func document() -> FetchedDocument<Int> {
        let (source, clock) = (source, clock)
        return FetchedDocument(refreshInterval: 10, now: { clock.now }) { () async throws(Rejection) in try await source.fetch() }
    }

    @Test func `a hundred callers share one request`() async throws {
        let document = document()
        source.gate.withLock { $0 = false }
        let values = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<100 {
                group.addTask { try await number.isMultiple(of: 2) ? document.value() : document.refreshed() }
            }
            while source.requests == 0 { await Task.yield() }
            source.gate.withLock { $0 = true }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values == [Int](repeating: 1, count: 100))
        #expect(source.requests == 1)
    }

    @Test func `it is kept for its lifetime and not a second longer`() async throws {
        let document = document()
        #expect(try await document.value() == 1)
        clock.advance(299)
        #expect(try await document.value() == 1)
        clock.advance(1)
        #expect(try await document.value() == 2)
    }

    @Test func `unknown keys cause one request per interval however many tokens name them`() async throws {
        let document = document()
        #expect(try await document.value() == 1)
        for _ in 0..<50 { #expect(try await document.refreshed() == 1) }
        #expect(source.requests == 1)
        clock.advance(10)
        for _ in 0..<50 { #expect(try await document.refreshed() == 2) }
        #expect(source.requests == 2)
    }

    @Test func `a failure is not repeated within its second, and an expired document is not used meanwhile`() async throws {
        let document = document()
        _ = try await document.value()
        clock.advance(300)
        source.fails.withLock { $0 = true }
        for _ in 0..<20 { await #expect(throws: Rejection(.providerUnreachable)) { try await document.value() } }
        #expect(source.requests == 2)
        source.fails.withLock { $0 = false }
        clock.advance(1)
        #expect(try await document.value() == 3)
    }

    @Test func `a failed refresh leaves the document that is still good`() async throws {
        let document = document()
        _ = try await document.value()
        clock.advance(20)
        source.fails.withLock { $0 = true }
        await #expect(throws: Rejection(.providerUnreachable)) { try await document.refreshed() }
        #expect(try await document.value() == 1)
    }

    @Test func `a clock that steps back does not stop refreshes`() async throws {
        let document = document()
        _ = try await document.value()
        clock.advance(-3600)
        #expect(try await document.refreshed() == 2)
    }
}
