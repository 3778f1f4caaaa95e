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
/// Each notice is tried at once and again with growing pauses for about a day. Portals are told side by side; one that does not answer
/// occupies places of its own only, and no more of its notices are taken from the queue than it has places.
package struct LogoutNotifier: Service {
    /// Seconds before the next attempt, by the number of attempts made.
    static let pauses: [Int64] = [2, 10, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 28_800]
    /// A claim outlives its attempt, so that no other worker sends the same notice meanwhile.
    private static let claim: Int64 = 30
    /// One attempt, from the name's lookup to the status of the answer.
    private static let timeout = Duration.seconds(5)
    private static let connectTimeout = TimeAmount.seconds(2)
    /// How long a person who signs out waits for portals to confirm.
    private static let patience = Duration.seconds(2)
    /// Attempts under way at one portal.
    private static let perPortal = 8
    private static let pollInterval = Duration.milliseconds(500)
    /// When the last look found something, more may wait for the places that have become free since.
    private static let busyInterval = Duration.milliseconds(50)

    private let logouts: any LogoutStore
    private let clients: any ClientStore
    private let issuer: TokenIssuer
    private let world: World
    private let loopbackAllowed: Bool
    private let resolver: AddressResolver
    private let connections = PinnedConnections(connect: Self.connectTimeout)
    private let places = Places(perPortal: Self.perPortal)
    private let logger: Logger

    /// - Parameter loopbackAllowed: whether portals on this machine are called, which a provider on loopback does.
    package init(
        logouts: any LogoutStore, clients: any ClientStore, issuer: TokenIssuer, world: World, loopbackAllowed: Bool, logger: Logger
    ) {
        self.init(
            logouts: logouts, clients: clients, issuer: issuer, world: world, loopbackAllowed: loopbackAllowed, logger: logger,
            resolver: AddressResolver())
    }

    init(
        logouts: any LogoutStore, clients: any ClientStore, issuer: TokenIssuer, world: World, loopbackAllowed: Bool, logger: Logger,
        resolver: AddressResolver
    ) {
        self.logouts = logouts
        self.clients = clients
        self.issuer = issuer
        self.world = world
        self.loopbackAllowed = loopbackAllowed
        self.logger = logger
        self.resolver = resolver
    }

    /// Works through the queue until the server stops; what is left then is sent after the next start.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let found = await deliver(of: nil)
                // Ends early when the stop is asked for.
                try? await Task.sleep(for: found ? Self.busyInterval : Self.pollInterval)
            }
        }
        await places.untilEmpty()
        await connections.shutDown()
    }

    /// Tries to tell the portals of a session that has just ended, and waits until all confirmed or a person's patience ends.
    package func deliverNow(_ session: ID<Session>) async {
        await deliver(of: session)
        let deadline = ContinuousClock.now + Self.patience
        var pause = Duration.milliseconds(5)
        while ContinuousClock.now < deadline {
            guard let notices = try? await logouts.notices(of: session), notices.contains(where: { $0.state == .due && $0.attempts == 0 })
            else {
                return
            }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(80))
        }
    }

    /// Starts an attempt for each notice that is due and that its portal has a place for; true when there was one.
    @discardableResult
    private func deliver(of session: ID<Session>?) async -> Bool {
        do {
            let now = world.now()
            let notices = try await logouts.claimDue(of: session, at: now, claimedUntil: now + Self.claim) { [places] client in
                places.free(for: client)
            }
            for notice in notices { Task { await attempt(notice) } }
            return !notices.isEmpty
        } catch {
            logger.warning("the logout queue cannot be read", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func attempt(_ notice: LogoutNotice) async {
        guard places.take(notice.participant.client) else {
            // Somebody else was faster to the last place: the notice goes back, and is claimed again when there is one.
            await record(.due, notice, attempts: notice.attempts, pause: 0)
            return
        }
        defer { places.giveBack(notice.participant.client) }
        do {
            guard let client = try await clients.find(notice.participant.client), let address = client.backchannelLogoutURI else {
                await record(.undeliverable, notice, attempts: notice.attempts, pause: 0)
                return
            }
            let isConfirmed = try await post(try issuer.logoutToken(for: notice, to: client), to: address)
            await settle(notice, isConfirmed: isConfirmed)
        } catch let rejection as Destination.Rejection {
            logger.warning(
                "a portal cannot be told of a logout: \(rejection)", metadata: ["client": "\(notice.participant.client.value)"])
            await settle(notice, isConfirmed: false)
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
    private func post(_ token: String, to address: String) async throws -> Bool {
        let deadline = ContinuousClock.now + Self.timeout
        let destination = try await Destination(
            address, resolver: resolver, loopbackAllowed: loopbackAllowed, within: Self.timeout)
        var request = HTTPClientRequest(url: destination.url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: "logout_token=" + token))
        // The body of the answer, which may never end, is not read: leaving the response cancels it.
        return try await connections.perform(request, at: destination, until: deadline) { $0.status.confirmsLogout }
    }
}

extension HTTPResponseStatus {
    fileprivate var confirmsLogout: Bool { self == .ok || self == .noContent }
}

/// The attempts under way, by portal.
private final class Places: Sendable {
    private let limit: Int
    private let taken = Mutex<[ID<Client>: Int]>([:])

    init(perPortal limit: Int) { self.limit = limit }

    func free(for client: ID<Client>) -> Int { taken.withLock { limit - $0[client, default: 0] } }

    func take(_ client: ID<Client>) -> Bool {
        taken.withLock { taken in
            guard taken[client, default: 0] < limit else { return false }
            taken[client, default: 0] += 1
            return true
        }
    }

    func giveBack(_ client: ID<Client>) {
        taken.withLock { taken in
            let rest = taken[client, default: 1] - 1
            taken[client] = rest == 0 ? nil : rest
        }
    }

    /// Attempts end by themselves within their time; so does this. It waits in a task of its own: in one that is cancelled a sleep
    /// returns at once, and the loop would take the processor from the attempts that it waits for.
    func untilEmpty() async {
        while !taken.withLock(\.isEmpty) {
            await Task.detached { _ = try? await Task.sleep(for: .milliseconds(20)) }.value
        }
    }
}
