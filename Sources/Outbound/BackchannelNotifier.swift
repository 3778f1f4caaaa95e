internal import AsyncHTTPClient
package import Logging
internal import NIOCore
internal import NIOHTTP1
package import OAuth
package import Primitives
internal import ServiceLifecycle

/// Tells clients that a person has answered, from a durable queue. OpenID CIBA Core 1.0 §10.2.
///
/// A client polls all the same, so that a notice which never arrives costs time and nothing else: attempts end with the request.
package struct BackchannelNotifier: Service {
    /// Seconds before the next attempt, by the number of attempts made; together less than a request lives.
    static let pauses: [Int64] = [2, 5, 15, 60, 120, 240]
    private static let claim: Int64 = 30
    private static let timeout = Duration.seconds(5)
    /// Attempts under way: one client that does not answer holds up the others for one timeout at most.
    private static let batch = 32
    private static let pollInterval = Duration.milliseconds(500)

    private let notices: any BackchannelNoticeStore
    private let clients: any ClientStore
    private let key: [UInt8]
    private let world: World
    private let loopbackAllowed: Bool
    private let resolver = AddressResolver()
    private let connections = PinnedConnections(connect: .seconds(2))
    private let logger: Logger

    /// - Parameters:
    ///   - key: what notices are sealed with.
    ///   - loopbackAllowed: whether clients on this machine are called, which a provider on loopback does.
    package init(
        notices: any BackchannelNoticeStore, clients: any ClientStore, key: [UInt8], world: World, loopbackAllowed: Bool, logger: Logger
    ) {
        self.notices = notices
        self.clients = clients
        self.key = key
        self.world = world
        self.loopbackAllowed = loopbackAllowed
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await deliver()
                // Ends early when the stop is asked for; what is left is sent after the next start.
                try? await Task.sleep(for: Self.pollInterval)
            }
        }
        await connections.shutDown()
    }

    private func deliver() async {
        do {
            let now = world.now()
            let due = try await notices.claimDue(at: now, claimedUntil: now + Self.claim, limit: Self.batch)
            await withTaskGroup(of: Void.self) { group in
                for notice in due { group.addTask { await attempt(notice) } }
            }
        } catch {
            logger.warning("the queue of backchannel notices cannot be read", metadata: ["error": "\(error)"])
        }
    }

    private func attempt(_ notice: BackchannelNotice) async {
        let attempts = notice.attempts + 1
        let isTold = (try? await tell(notice)) ?? false
        let next = isTold || attempts > Self.pauses.count ? nil : world.now() + Self.pauses[attempts - 1]
        do { try await notices.settle(notice.id, attempts: attempts, next: next) } catch {
            // The claim runs out and the client is told once more, which it must bear: it only asks for its tokens.
            logger.warning("a backchannel notice cannot be recorded", metadata: ["error": "\(error)"])
        }
    }

    /// 200 and 204 are enough; redirects are not followed. §10.2
    private func tell(_ notice: BackchannelNotice) async throws -> Bool {
        guard let content = notice.content(key: key),
            let address = try await clients.find(notice.client)?.backchannel?.notificationEndpoint
        else { return true }
        let destination = try await Destination(address, resolver: resolver, loopbackAllowed: loopbackAllowed, within: Self.timeout)
        var request = HTTPClientRequest(url: destination.url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Authorization", value: "Bearer " + String(decoding: content.token.exposed, as: UTF8.self))
        request.body = .bytes(ByteBuffer(bytes: JSON.object(["auth_req_id": .string(content.requestID)]).bytes))
        guard let target = destination.addresses.first else { return false }
        let sent = request
        let status = try await connections.with(destination.host, at: target) { client in
            try await client.execute(sent, deadline: .now() + .seconds(5)).status
        }
        return status == .ok || status == .noContent
    }
}
