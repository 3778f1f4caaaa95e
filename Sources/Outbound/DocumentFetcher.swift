internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import OAuth
internal import Primitives
internal import ServiceLifecycle

/// Fetches documents from addresses that clients registered: from public hosts over https alone, small, soon, and without following
/// redirects. A provider on loopback may also reach its own machine.
package struct DocumentFetcher: Service, DocumentSource {
    /// Bytes of the answer.
    static let maximumBytes = 64 * 1024
    /// From the name's lookup to the last byte.
    static let timeout = Duration.seconds(5)

    /// Why a document could not be had.
    package enum Failure: Error, Equatable, CustomStringConvertible {
        case addressRefused
        /// No answer in time, or none that could be read.
        case unreachable
        case status(Int)
        case tooLarge

        package var description: String {
            switch self {
            case .addressRefused: "the address is not one that may be called"
            case .unreachable: "the address did not answer in time"
            case .status(let status): "the address answered \(status)"
            case .tooLarge: "the answer is longer than \(DocumentFetcher.maximumBytes) bytes"
            }
        }
    }

    private let loopbackAllowed: Bool
    private let resolver: AddressResolver
    private let connections: PinnedConnections

    /// - Parameter loopbackAllowed: whether this machine may be called, which a provider on loopback does.
    package init(loopbackAllowed: Bool) { self.init(loopbackAllowed: loopbackAllowed, resolver: AddressResolver()) }

    init(loopbackAllowed: Bool, resolver: AddressResolver) {
        self.loopbackAllowed = loopbackAllowed
        self.resolver = resolver
        connections = PinnedConnections(connect: .seconds(2))
    }

    /// The body of a 200.
    /// - Parameter accept: the media types that are wanted.
    package func fetch(_ address: String, accept: String = "application/json") async throws(Failure) -> [UInt8] {
        guard let uri = RegisteredURI(address), uri.isAcceptableCallback(loopbackAllowed: loopbackAllowed) else { throw .addressRefused }
        do {
            return try await inTime { try await body(of: address, accept: accept) }
        } catch let failure as Failure { throw failure } catch is Destination.Rejection { throw .addressRefused } catch {
            throw .unreachable
        }
    }

    package func document(at address: String) async -> [UInt8]? { try? await fetch(address) }

    /// Keeps connections open until the server stops.
    package func run() async throws {
        // Cancellation is the other way to be told to stop.
        try? await gracefulShutdown()
        await close()
    }

    /// Lets go of the connections of a fetcher that nobody runs.
    package func close() async { await connections.shutDown() }

    /// The client's own deadline is met by the first line of an answer, whose body may then drip for ever.
    private func inTime(_ work: @escaping @Sendable () async throws -> [UInt8]) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask(operation: work)
            group.addTask {
                try await Task.sleep(for: Self.timeout)
                throw Failure.unreachable
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw Failure.unreachable }
            return first
        }
    }

    private func body(of address: String, accept: String) async throws -> [UInt8] {
        let deadline = ContinuousClock.now + Self.timeout
        let destination = try await Destination(address, resolver: resolver, loopbackAllowed: loopbackAllowed, within: Self.timeout)
        var request = HTTPClientRequest(url: destination.url)
        request.headers.add(name: "Accept", value: accept)
        return try await connections.perform(request, at: destination, until: deadline) { response in
            guard response.status == .ok else { throw Failure.status(Int(response.status.code)) }
            var bytes: [UInt8] = []
            for try await part in response.body {
                guard bytes.count + part.readableBytes <= Self.maximumBytes else { throw Failure.tooLarge }
                bytes += part.readableBytesView
            }
            return bytes
        }
    }
}
