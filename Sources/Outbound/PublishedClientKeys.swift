package import Logging
package import OAuth
internal import Primitives
package import TokenCrypto

/// Clients' keys, those at a `jwks_uri` kept in memory: fetched when first needed, and then beside the requests that need them.
package actor PublishedClientKeys: ClientKeySource {
    private struct Entry {
        var keys: JWKSet?
        /// When an answer was last had; what is older than `lifetime` is fetched anew, what is older than `longest` not used.
        var fetched: Double
        var tried: Double
    }

    /// Seconds for which an answer is taken as new.
    private static let lifetime = 300.0
    /// Seconds for which an answer is used when no newer one can be had: a portal's web server may be down for a night.
    private static let longest = 86_400.0
    /// Seconds between two looks at one address, whoever asks: neither a stranger's invented key name nor a dead server causes more.
    private static let cooldown = 10.0
    /// Bounds the memory; registered addresses are not more.
    private static let capacity = 10_000

    private let fetcher: DocumentFetcher
    private let logger: Logger
    private let monotonicSeconds: @Sendable () -> Double
    private var entries: [String: Entry] = [:]
    private var fetches: [String: Task<JWKSet?, Never>] = [:]

    package init(fetcher: DocumentFetcher, logger: Logger) {
        self.init(fetcher: fetcher, logger: logger, monotonicSeconds: MonotonicClock.seconds)
    }

    init(fetcher: DocumentFetcher, logger: Logger, monotonicSeconds: @escaping @Sendable () -> Double) {
        self.fetcher = fetcher
        self.logger = logger
        self.monotonicSeconds = monotonicSeconds
    }

    package nonisolated func keys(of client: ClientRegistration) async -> JWKSet? {
        guard let address = client.keysURI else { return client.keys }
        return await published(at: address)
    }

    package nonisolated func latestKeys(of client: ClientRegistration) async -> JWKSet? {
        guard let address = client.keysURI else { return client.keys }
        return await latest(at: address)
    }

    private func published(at address: String) async -> JWKSet? {
        let now = monotonicSeconds()
        guard let entry = entries[address], let keys = entry.keys, now - entry.fetched < Self.longest else {
            return await latest(at: address)
        }
        if now - entry.fetched >= Self.lifetime, now - entry.tried >= Self.cooldown { _ = fetch(address) }
        return keys
    }

    private func latest(at address: String) async -> JWKSet? {
        if let entry = entries[address], fetches[address] == nil, monotonicSeconds() - entry.tried < Self.cooldown { return entry.keys }
        return await fetch(address).value
    }

    /// One at a time for an address; who comes meanwhile waits for the same.
    private func fetch(_ address: String) -> Task<JWKSet?, Never> {
        if let running = fetches[address] { return running }
        let task = Task { [fetcher, logger] () -> JWKSet? in
            do {
                let document = try await fetcher.fetch(address, accept: "application/jwk-set+json, application/json")
                return finish(address, with: try JWKSet(parsing: JSON(parsing: document)))
            } catch {
                logger.warning("a client's keys cannot be had: \(error)", metadata: ["jwks_uri": "\(address)"])
                return finish(address, with: nil)
            }
        }
        fetches[address] = task
        return task
    }

    /// Notes an answer, or that there was none: then the keys before it count for a while.
    private func finish(_ address: String, with keys: JWKSet?) -> JWKSet? {
        fetches[address] = nil
        if entries.count >= Self.capacity { entries = [:] }
        let now = monotonicSeconds()
        var entry = entries[address] ?? Entry(keys: nil, fetched: -.infinity, tried: now)
        entry.tried = now
        if let keys { (entry.keys, entry.fetched) = (keys, now) }
        if now - entry.fetched >= Self.longest { entry.keys = nil }
        entries[address] = entry
        return entry.keys
    }
}
