package import HTTP
internal import HTTPTypes
internal import Primitives
internal import Synchronization
internal import TokenCrypto

/// Where portals learn which tokens no longer count, without asking about one. Token Status List, draft-ietf-oauth-status-list §8.
///
/// It is advertised by the tokens that stand in a list, and nowhere else: a list's address is in them.
package struct StatusListEndpoint: Endpoint {
    package let route = Route(.get, path: StatusLists.path + "{list}")
    package let allowsCrossOrigin = true

    private let provider: ProviderContext
    private let lists: StatusLists
    private let issuer: TokenIssuer
    private let written = WrittenStatusLists()

    package init(provider: ProviderContext, lists: StatusLists) {
        self.provider = provider
        self.lists = lists
        issuer = TokenIssuer(provider: provider)
    }

    package func respond(to request: Request) async -> Response {
        do throws(Rejection) {
            let list = ID<StatusList>(request.pathParameters["list"] ?? "")
            guard let text = try await found({ try await text(of: list) }) else { return Self.unknown }
            let headers: HTTPFields = [
                .contentType: "application/statuslist+jwt", .cacheControl: "public, max-age=\(StatusLists.timeToLive)",
            ]
            return Response(status: .ok, headers: headers, body: text)
        } catch {
            return Response(error, for: request)
        }
    }

    private static let unknown = Problem(
        status: .notFound, title: "Not Found", detail: "no status list has this name, or its last token has expired"
    ).response

    private func text(of list: ID<StatusList>) async throws -> [UInt8]? {
        let now = provider.world.now()
        if let text = written.text(of: list, at: now) { return text }
        guard let claims = try await lists.claims(of: list, issuer: provider.issuer, at: now) else { return nil }
        let key = try issuer.signingKey(.es256, at: now)
        let text = Array(try JWT.sign(claims, type: "statuslist+jwt", key: key).utf8)
        written.keep(text, of: list, at: now)
        return text
    }
}

/// Lists that were written some seconds ago: however many portals ask, each list is read a few times a minute.
private final class WrittenStatusLists: Sendable {
    /// With a portal's own time to live, what ended shows everywhere within a minute.
    private static let freshness: Int64 = 5
    private static let capacity = 64
    private let lists = Mutex<[ID<StatusList>: (text: [UInt8], time: Instant)]>([:])

    func text(of list: ID<StatusList>, at now: Instant) -> [UInt8]? {
        lists.withLock { lists in
            guard let written = lists[list], (0..<Self.freshness).contains(now.seconds(since: written.time)) else { return nil }
            return written.text
        }
    }

    func keep(_ text: [UInt8], of list: ID<StatusList>, at now: Instant) {
        lists.withLock { lists in
            if lists.count >= Self.capacity { lists = [:] }
            lists[list] = (text, now)
        }
    }
}
