internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import OAuth
internal import Primitives
internal import ServiceLifecycle

/// Fetches documents from addresses that are registered, by clients or in certificates that are believed: from public hosts, over https
/// but for revocation data, small, soon, and without following redirects. A provider on loopback may also reach its own machine.
package struct DocumentFetcher: Service, DocumentSource {
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
            case .tooLarge: "the answer is longer than any of its kind"
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

    /// A question that is posted rather than asked by the address alone.
    package struct Question: Sendable {
        let mediaType: String
        let body: [UInt8]

        package init(mediaType: String, body: [UInt8]) {
            self.mediaType = mediaType
            self.body = body
        }
    }

    /// The body of a 200.
    /// - Parameter accept: the media types that are wanted.
    package func fetch(
        _ address: String, accept: String = "application/json", limits: FetchLimits = .document, posting question: Question? = nil
    ) async throws(Failure) -> [UInt8] {
        guard let uri = RegisteredURI(address),
            uri.isAcceptableCallback(loopbackAllowed: loopbackAllowed, plainHTTPAllowed: limits.plainHTTPAllowed)
        else { throw .addressRefused }
        do {
            return try await inTime(limits.timeout) { try await body(of: address, accept: accept, limits, question) }
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
    private func inTime(
        _ timeout: Duration, _ work: @escaping @Sendable () async throws -> [UInt8]
    ) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask(operation: work)
            group.addTask {
                try await Task.sleep(for: timeout)
                throw Failure.unreachable
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw Failure.unreachable }
            return first
        }
    }

    private func body(of address: String, accept: String, _ limits: FetchLimits, _ question: Question?) async throws -> [UInt8] {
        let deadline = ContinuousClock.now + limits.timeout
        let destination = try await Destination(
            address, resolver: resolver, loopbackAllowed: loopbackAllowed, within: limits.timeout)
        var request = HTTPClientRequest(url: destination.url)
        request.headers.add(name: "Accept", value: accept)
        if let question {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: question.mediaType)
            request.body = .bytes(question.body)
        }
        return try await connections.perform(request, at: destination, until: deadline) { response in
            guard response.status == .ok else { throw Failure.status(Int(response.status.code)) }
            var bytes: [UInt8] = []
            for try await part in response.body {
                guard bytes.count + part.readableBytes <= limits.maximumBytes else { throw Failure.tooLarge }
                bytes += part.readableBytesView
            }
            return bytes
        }
    }
}
