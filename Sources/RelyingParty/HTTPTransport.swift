internal import AsyncHTTPClient
package import HTTP
internal import NIOCore
internal import NIOHTTP1
package import Primitives

/// Requests to the provider over real sockets: no redirects, no decompression, bounded time and size.
package struct HTTPTransport: Sendable {
    package struct Answer: Sendable {
        package let status: Int
        package let mediaType: String
        package let cacheControl: String?
        package let body: [UInt8]
    }

    /// Larger answers are refused unread: a key set of 64 RSA keys is about 30 kB.
    private static let maximumBytes = 256 * 1024
    private static let maximumTime = TimeAmount.seconds(10)
    private static let maximumTimeOfDocuments = TimeAmount.seconds(60)
    private static let maximumBytesOfReports = 8 * 1024 * 1024

    private let client: HTTPClient

    package init() {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        configuration.timeout = .init(connect: .seconds(3), read: .seconds(30))
        configuration.httpVersion = .http1Only
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func close() async throws { try await client.shutdown() }

    package func get(_ address: HTTPAddress, accept: String, authorization: String? = nil) async throws(Rejection) -> Answer {
        var request = HTTPClientRequest(url: address.text)
        request.headers.add(name: "accept", value: accept)
        if let authorization { request.headers.add(name: "authorization", value: authorization) }
        return try await send(request)
    }

    package func post(_ form: Form, to address: HTTPAddress, authorization: String?) async throws(Rejection) -> Answer {
        var request = HTTPClientRequest(url: address.text)
        request.method = .POST
        request.headers.add(name: "accept", value: "application/json")
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        if let authorization { request.headers.add(name: "authorization", value: authorization) }
        request.body = .bytes(ByteBuffer(string: form.encoded))
        return try await send(request)
    }

    /// A document, and an answer that may be long in coming and long.
    package func post(
        _ document: [UInt8], to address: HTTPAddress, accept: String, authorization: String
    ) async throws(Rejection) -> Answer {
        var request = HTTPClientRequest(url: address.text)
        request.method = .POST
        request.headers.add(name: "accept", value: accept)
        request.headers.add(name: "content-type", value: "application/octet-stream")
        request.headers.add(name: "authorization", value: authorization)
        request.body = .bytes(ByteBuffer(bytes: document))
        return try await send(request, within: Self.maximumTimeOfDocuments, upTo: Self.maximumBytesOfReports)
    }

    private func send(
        _ request: HTTPClientRequest, within time: TimeAmount = maximumTime, upTo limit: Int = maximumBytes
    ) async throws(Rejection) -> Answer {
        do {
            let response = try await client.execute(request, deadline: .now() + time)
            let body = try await response.body.collect(upTo: limit)
            return Answer(
                status: Int(response.status.code), mediaType: Self.mediaType(response.headers.first(name: "content-type")),
                cacheControl: response.headers.first(name: "cache-control"), body: Array(body.readableBytesView))
        } catch is NIOTooManyBytesError {
            throw Rejection(.providerAnswerTooLarge)
        } catch {
            // What went wrong below names hosts and ports of this machine's network; the operator finds them with the issuer.
            throw Rejection(.providerUnreachable)
        }
    }

    /// The media type in lower case without its parameters. RFC 9110 §8.3.1.
    private static func mediaType(_ field: String?) -> String {
        (field ?? "").prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
    }
}

extension HTTPTransport.Answer {
    /// The body as a JSON object, whatever the status.
    package func object() throws(Rejection) -> JSON.Object {
        let value: JSON
        do throws(JSON.ParsingError) { value = try JSON(parsing: body, maximumDepth: 16) } catch {
            throw Rejection(.providerAnswerMalformed)
        }
        guard let object = value.object else { throw Rejection(.providerAnswerMalformed) }
        return object
    }

    /// Seconds for which the answer may be kept: its `max-age`, within bounds. RFC 9111 §5.2.2.1.
    ///
    /// The lower bound keeps a provider's mistake from becoming a request for every sign-in; the upper one makes a revoked key end.
    package func lifetime(default assumed: Int64 = 300, bounds: ClosedRange<Int64> = 60...3600) -> Int64 {
        let directives = (cacheControl ?? "").lowercased().split(separator: ",").map { $0.filter { $0 != " " && $0 != "\"" } }
        if directives.contains("no-store") || directives.contains("no-cache") { return bounds.lowerBound }
        guard let directive = directives.first(where: { $0.hasPrefix("max-age=") }) else { return assumed }
        // A number too large for 64 bits is a long time, not none. RFC 9111 §1.2.2.
        let digits = directive.dropFirst("max-age=".count)
        guard !digits.isEmpty, digits.allSatisfy({ ("0"..."9").contains($0) }) else { return bounds.lowerBound }
        return min(max(Int64(digits) ?? bounds.upperBound, bounds.lowerBound), bounds.upperBound)
    }
}
