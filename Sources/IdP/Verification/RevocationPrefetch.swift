internal import Logging
internal import Outbound
internal import PKI
internal import Primitives
internal import ServiceLifecycle

/// Fetches revocation data before it is needed, until the server stops: for every installed certificate, and for the issuers of those that
/// documents met lately.
///
/// An address is called only when it stands in a certificate that chains to an installed anchor: no request chooses one.
actor RevocationPrefetch: Service {
    private let trust: InstalledTrust
    private let cache: RevocationCache
    private let fetcher: DocumentFetcher
    private let world: World
    private let logger: Logger

    private var store = TrustStore()
    private var stamp: [String]?
    private var nextSweep = Instant(secondsSinceEpoch: 0)
    /// What may be called, by the key of its record: what the store names, and what documents met.
    private var installed: [String: RevocationSource] = [:]
    private var met: [String: RevocationSource] = [:]
    private var schedules: [String: RevocationSchedule] = [:]
    private var running: Set<String> = []

    private static let interval = Duration.seconds(1)
    /// Calls at once; a host that does not answer holds one of them for the time of one call.
    private static let places = 4
    /// Calls about one certificate that a document met.
    private static let tries = 4
    /// Addresses that documents met, and answers about single certificates. The authorities of the country are some thirty.
    private static let maximumMet = 256
    /// Seconds for which an address is kept up that no document meets any more.
    private static let memory: Int64 = 90 * 86_400

    init(trust: InstalledTrust, cache: RevocationCache, fetcher: DocumentFetcher, world: World, logger: Logger) {
        self.trust = trust
        self.cache = cache
        self.fetcher = fetcher
        self.world = world
        self.logger = logger
        for record in cache.records where record.subject == nil {
            met[record.key] = RevocationSource(address: record.address, authority: record.authority)
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                while await Self.waits() {
                    await self.refreshTrust()
                    await self.learn()
                    for key in await self.takeDue() { group.addTask { await self.call(key) } }
                }
                group.cancelAll()
            }
        }
    }

    /// False when the stop was asked for meanwhile.
    private static func waits() async -> Bool {
        do { try await Task.sleep(for: interval) } catch { return false }
        return true
    }

    // MARK: Which addresses there are

    /// Reads the installed certificates again when a command changed them, and once an hour, since certificates and memories end.
    private func refreshTrust() async {
        let (trust, current, now) = (trust, trust.stamp, world.now())
        guard current != stamp || now >= nextSweep else { return }
        nextSweep = now + 3_600
        do {
            let (store, sources) = try await BlockingWork.run {
                let store = try trust.store(at: now)
                let certificates = store.anchors.map(\.certificate) + store.intermediates
                return (store, certificates.flatMap { store.revocationSources(for: $0, at: now) })
            }
            self.store = store
            installed = Dictionary(sources.map { (RevocationRecord($0, met: now).key, $0) }) { first, _ in first }
            stamp = current
        } catch {
            // What is known of the installed certificates is no reason to drop anything now.
            logger.warning("the installed certificates cannot be read", metadata: ["error": "\(error)"])
            return
        }
        dropUnvouched()
    }

    /// An authority that nobody vouches for any more, or that no document has met for long, names no address; an answer about one
    /// certificate is kept for as long as it says.
    private func dropUnvouched() {
        let now = world.now()
        for record in cache.records where installed[record.key] == nil {
            let isMeant = record.subject == nil ? now.seconds(since: record.met) < Self.memory : record.isFresh(at: now)
            if !isMeant || !store.vouches(for: record.authority, at: now) { forget(record) }
        }
        met = met.filter { cache.record($0.key) != nil || store.vouches(for: $0.value.authority, at: now) }
        schedules = schedules.filter { installed[$0.key] != nil || met[$0.key] != nil }
    }

    private func forget(_ record: RevocationRecord) {
        met[record.key] = nil
        do { try cache.forget(record) } catch {
            logger.warning("revocation data cannot be removed", metadata: ["address": "\(record.address)", "error": "\(error)"])
        }
    }

    /// Takes the addresses of the certificates that documents met, once a chain to an anchor was found here too.
    private func learn() {
        let now = world.now()
        for document in cache.takeNoted() {
            let certificates = document.compactMap { Certificate(der: $0) }
            for certificate in certificates {
                for source in store.revocationSources(for: certificate, at: now, with: certificates) { learn(source, at: now) }
            }
        }
    }

    private func learn(_ source: RevocationSource, at now: Instant) {
        let key = RevocationRecord(source, met: now).key
        cache.touch(key, at: now)
        guard installed[key] == nil, met[key] == nil || source.isOfOne else { return }
        guard met.count < Self.maximumMet || makeRoom() else {
            logger.warning("more addresses of revocation data than are kept", metadata: ["address": "\(source.address)"])
            return
        }
        met[key] = source
    }

    /// What never answered makes room, and then the answers about single certificates: both are asked for again when they are met again.
    private func makeRoom() -> Bool {
        let silent = met.keys.filter { cache.record($0) == nil && !running.contains($0) && (schedules[$0]?.failures ?? 0) > 2 }
        if let worst = silent.max(by: { schedules[$0]?.failures ?? 0 < schedules[$1]?.failures ?? 0 }) {
            met[worst] = nil
            return true
        }
        return dropOldestAnswer()
    }

    private var answers: [RevocationRecord] { cache.records.filter { $0.subject != nil && installed[$0.key] == nil } }

    private func dropOldestAnswer() -> Bool {
        guard let oldest = answers.filter({ !running.contains($0.key) }).min(by: { $0.met < $1.met }) else { return false }
        forget(oldest)
        return true
    }

    // MARK: Calling them

    private func takeDue() -> [String] {
        let now = world.now()
        var due: [String] = []
        for (key, _) in installed.merging(met, uniquingKeysWith: { first, _ in first })
        where running.count < Self.places && !running.contains(key) {
            let schedule = schedules[key] ?? RevocationSchedule(cache.record(key)?.evidence, chance: chance, now: now)
            schedules[key] = schedule
            guard schedule.next <= now else { continue }
            running.insert(key)
            due.append(key)
        }
        return due
    }

    private var chance: UInt8 { world.random(1).first ?? 0 }

    private func call(_ key: String) async {
        defer { running.remove(key) }
        guard let source = installed[key] ?? met[key] else { return }
        do {
            let bytes = try await fetch(source)
            let rule = RevocationAdmission(
                from: source, store: store, at: world.now(), held: cache.record(key)?.evidence?.thisUpdate)
            try await keep(try await BlockingWork.run { try rule.admit(bytes) }, of: source, key)
        } catch is CancellationError {
            return
        } catch {
            fail(key, source, error)
        }
    }

    private func fetch(_ source: RevocationSource) async throws -> [UInt8] {
        guard case .first(let path) = source.subject, let certificate = path.certificates.first else {
            return try await fetcher.fetch(source.address, accept: "application/pkix-crl, */*;q=0.5", limits: .revocationList)
        }
        guard let question = OnlineStatusRequest.der(about: certificate, issuer: source.authority) else {
            throw RevocationAdmission.Refusal.unreadable
        }
        return try await fetcher.fetch(
            source.address, accept: "application/ocsp-response", limits: .onlineStatus,
            posting: .init(mediaType: OnlineStatusRequest.mediaType, body: question))
    }

    private func keep(_ admitted: RevocationAdmission.Admitted, of source: RevocationSource, _ key: String) async throws {
        let (before, body) = (cache.record(key), admitted.der)
        guard cache.hasRoom(for: body.count, at: key) else { throw CommandFailure("there is no more room for revocation data") }
        if before == nil, source.isOfOne, answers.count >= Self.maximumMet { _ = dropOldestAnswer() }
        var record = before ?? RevocationRecord(source, met: world.now())
        let evidence = RevocationRecord.Evidence(
            fetched: world.now(), thisUpdate: admitted.thisUpdate, nextUpdate: admitted.nextUpdate, byteCount: body.count)
        record.evidence = evidence
        let (cache, complete) = (cache, record)
        try await BlockingWork.run { try cache.keep(complete, body) }
        cache.count(.kept)
        let isNews = before?.evidence == nil || (schedules[key]?.failures ?? 0) > 0
        schedules[key]?.succeed(evidence, chance: chance)
        // An answer about one certificate serves for as long as it says.
        if source.isOfOne, installed[key] == nil { met[key] = nil }
        logger.log(level: isNews ? .notice : .info, "revocation data was fetched", metadata: ["address": "\(source.address)"])
    }

    private func fail(_ key: String, _ source: RevocationSource, _ error: any Error) {
        let refusal = error as? RevocationAdmission.Refusal
        cache.count(refusal == nil ? .unreachable : .refused)
        schedules[key]?.fail(at: world.now(), chance: chance)
        // Whoever is not answered about soon is asked about again when a document meets them again.
        if source.isOfOne, installed[key] == nil, (schedules[key]?.failures ?? 0) >= Self.tries { met[key] = nil }
        logger.warning(
            "revocation data cannot be had: \(refusal?.rawValue ?? "\(error)")", metadata: ["address": "\(source.address)"])
    }
}

extension RevocationSource {
    fileprivate var isOfOne: Bool { if case .first = subject { true } else { false } }
}
