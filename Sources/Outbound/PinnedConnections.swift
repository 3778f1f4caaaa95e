internal import AsyncHTTPClient
internal import NIOCore
internal import Primitives
internal import Synchronization

/// HTTP clients that each connect to one address for one host, so that what was judged is what is called: nothing is looked up again.
///
/// The certificate and the Host field are those of the name all the same.
final class PinnedConnections: Sendable {
    private struct Pin: Hashable {
        let host: String
        let address: IPAddress
    }

    private struct Entry {
        let client: HTTPClient
        var users = 0
        var lastUse: UInt64 = 0
    }

    private struct State {
        var entries: [Pin: Entry] = [:]
        var uses: UInt64 = 0
    }

    /// Clients that are kept for the next call: a few for each portal. One that is in use is kept beyond it.
    private static let capacity = 256

    private let connect: TimeAmount
    private let state = Mutex(State())

    init(connect: TimeAmount) { self.connect = connect }

    /// Works with the client for a host at one of its addresses.
    func with<Result>(_ host: String, at address: IPAddress, _ body: (HTTPClient) async throws -> Result) async throws -> Result {
        let pin = Pin(host: host, address: address)
        let client = enter(pin)
        do {
            let result = try await body(client)
            await leave(pin)
            return result
        } catch {
            await leave(pin)
            throw error
        }
    }

    /// Closes every connection. Nothing may be in use.
    func shutDown() async {
        let clients = state.withLock { state in
            defer { state.entries = [:] }
            return state.entries.values.map(\.client)
        }
        for client in clients { await Self.close(client) }
    }

    private func enter(_ pin: Pin) -> HTTPClient {
        state.withLock { state in
            state.uses += 1
            var entry = state.entries[pin] ?? Entry(client: client(for: pin))
            entry.users += 1
            entry.lastUse = state.uses
            state.entries[pin] = entry
            return entry.client
        }
    }

    private func leave(_ pin: Pin) async {
        let surplus = state.withLock { state -> HTTPClient? in
            state.entries[pin]?.users -= 1
            guard state.entries.count > Self.capacity else { return nil }
            let idle = state.entries.filter { $0.value.users == 0 }
            guard let oldest = idle.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
                return nil
            }
            state.entries[oldest.key] = nil
            return oldest.value.client
        }
        if let surplus { await Self.close(surplus) }
    }

    private func client(for pin: Pin) -> HTTPClient {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: connect)
        configuration.httpVersion = .http1Only
        // The queue tries again; an attempt that is over frees its place at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        if !pin.host.hasPrefix("[") { configuration.dnsOverride = [pin.host: pin.address.description] }
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    private static func close(_ client: HTTPClient) async {
        // Fails only for a client that is closed already.
        try? await client.shutdown()
    }
}

extension PinnedConnections {
    /// Sends a request to the first of a destination's addresses that can be connected to, and reads the answer, all before the deadline.
    ///
    /// Leaving `read` cancels what is left of the answer.
    func perform<Result>(
        _ request: HTTPClientRequest, at destination: Destination, until deadline: ContinuousClock.Instant,
        _ read: (HTTPClientResponse) async throws -> Result
    ) async throws -> Result {
        var lastError: any Error = Destination.Rejection.unresolved
        for address in destination.addresses.prefix(4) {
            do {
                return try await with(destination.host, at: address) { client in
                    let rest = (deadline - ContinuousClock.now).components
                    let nanoseconds = max(0, rest.seconds * 1_000_000_000 + rest.attoseconds / 1_000_000_000)
                    return try await read(try await client.execute(request, deadline: .now() + .nanoseconds(nanoseconds)))
                }
            } catch {
                // Only what could not be connected to is tried at the host's next address.
                guard error is IOError || (error as? HTTPClientError) == .connectTimeout else { throw error }
                lastError = error
            }
        }
        throw lastError
    }
}
