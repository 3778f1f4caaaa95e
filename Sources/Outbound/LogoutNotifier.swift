internal import AsyncHTTPClient
internal import Audit
package import Logging
internal import NIOCore
internal import NIOHTTP1
package import OAuth
package import Primitives
internal import ServiceLifecycle
internal import Synchronization

/// Tells portals that a session has ended, from a durable queue. OpenID Connect Back-Channel Logout 1.0 §2.5.
///
/// Each notice is tried at once and again with growing pauses for about a day. Portals are told side by side, and a portal that does
/// not answer occupies places of its own only.
package struct LogoutNotifier: Service {
    /// Seconds before the next attempt, by the number of attempts made.
    static let pauses: [Int64] = [2, 10, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 28_800]
    /// A claim outlives its attempt, so that no other worker sends the same notice meanwhile.
    private static let claim: Int64 = 30
    private static let timeout: Int64 = 5
    /// How long a person who signs out waits for portals to confirm.
    private static let patience: Int64 = 2
    private static let batch = 256
    /// Attempts under way at one portal.
    private static let perPortal = 8
    private static let pollInterval = Duration.milliseconds(500)

    private let logouts: any LogoutStore
    private let clients: any ClientStore
    private let issuer: TokenIssuer
    private let world: World
    private let http: HTTPClient
    private let places = Places(perPortal: Self.perPortal)
    private let logger: Logger

    package init(logouts: any LogoutStore, clients: any ClientStore, issuer: TokenIssuer, world: World, logger: Logger) {
        self.logouts = logouts
        self.clients = clients
        self.issuer = issuer
        self.world = world
        self.logger = logger
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(2), read: .seconds(Self.timeout))
        configuration.httpVersion = .http1Only
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Works through the queue until the server stops; what is left then is sent after the next start.
    package func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            while !Task.isCancelled, !Task.isShuttingDownGracefully {
                await deliverDue()
                try? await Task.sleep(for: Self.pollInterval)
            }
        } onCancelOrGracefulShutdown: {
        }
        try await http.shutdown()
    }

    /// Tries to tell the portals of a session that has just ended, and waits until all confirmed or a person's patience ends.
    package func deliverNow(_ session: ID<Session>) async {
        await deliverDue()
        let deadline = ContinuousClock.now + .seconds(Self.patience)
        while ContinuousClock.now < deadline {
            guard let notices = try? await logouts.notices(of: session), notices.contains(where: { $0.state == .due && $0.attempts == 0 })
            else {
                return
            }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    private func deliverDue() async {
        do {
            let now = world.now()
            let notices = try await logouts.claimDue(at: now, claimedUntil: now + Self.claim, limit: Self.batch)
            for notice in notices { Task { await attempt(notice) } }
        } catch {
            logger.warning("the logout queue cannot be read", metadata: ["error": "\(error)"])
        }
    }

    private func attempt(_ notice: LogoutNotice) async {
        guard places.take(notice.participant.client) else {
            // The portal is slow: its turn comes again when a place is free.
            await record(.due, notice, attempts: notice.attempts, pause: 1)
            return
        }
        defer { places.free(notice.participant.client) }
        do {
            guard let client = try await clients.find(notice.participant.client), let address = client.backchannelLogoutURI else {
                await record(.undeliverable, notice, attempts: notice.attempts, pause: 0)
                return
            }
            let isConfirmed = await post(try issuer.logoutToken(for: notice, to: client), to: address)
            await settle(notice, isConfirmed: isConfirmed)
        } catch {
            await settle(notice, isConfirmed: false)
        }
    }

    private func settle(_ notice: LogoutNotice, isConfirmed: Bool) async {
        let attempts = notice.attempts + 1
        if isConfirmed {
            await record(.confirmed, notice, attempts: attempts, pause: 0)
        } else if attempts > Self.pauses.count {
            await record(.undeliverable, notice, attempts: attempts, pause: 0)
        } else {
            await record(.due, notice, attempts: attempts, pause: Self.pauses[attempts - 1])
        }
    }

    private func record(_ state: LogoutNotice.State, _ notice: LogoutNotice, attempts: Int, pause: Int64) async {
        let now = world.now()
        let action: AuditAction? =
            switch state {
            case .confirmed: .logoutConfirmed
            case .undeliverable: .logoutUndeliverable
            case .due: nil
            }
        let event = action.map {
            AuditEvent(
                $0, at: now, by: .provider, client: notice.participant.client,
                details: ["session": .string(notice.participant.session.value), "attempts": .integer(Int64(attempts))])
        }
        do {
            try await logouts.record(state, for: notice.id, attempts: attempts, nextAttempt: now + pause, audit: event)
        } catch {
            // Nothing is lost: the claim runs out and the notice is sent once more, which portals must bear (§2.6, `jti`).
            logger.warning("a logout notice cannot be recorded", metadata: ["error": "\(error)"])
        }
    }

    /// 200 and 204 confirm; everything else is tried again. §2.8
    private func post(_ token: String, to address: String) async -> Bool {
        var request = HTTPClientRequest(url: address)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: "logout_token=" + token))
        guard let response = try? await http.execute(request, timeout: .seconds(Self.timeout)) else { return false }
        _ = try? await response.body.collect(upTo: 16_384)
        return response.status == .ok || response.status == .noContent
    }
}

/// The attempts under way, by portal.
private final class Places: Sendable {
    private let limit: Int
    private let taken = Mutex<[ID<Client>: Int]>([:])

    init(perPortal limit: Int) { self.limit = limit }

    func take(_ client: ID<Client>) -> Bool {
        taken.withLock { taken in
            guard taken[client, default: 0] < limit else { return false }
            taken[client, default: 0] += 1
            return true
        }
    }

    func free(_ client: ID<Client>) {
        taken.withLock { taken in
            let rest = taken[client, default: 1] - 1
            taken[client] = rest == 0 ? nil : rest
        }
    }
}
