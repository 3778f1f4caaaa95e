package import Primitives

/// The rule by which fetched revocation data is kept: only what its authority signed, for now, and no older than what is held already.
package struct RevocationAdmission: Sendable {
    private let source: RevocationSource
    private let store: TrustStore
    private let now: Instant
    private let held: Instant?

    package enum Refusal: String, Error, Sendable {
        case unreadable = "what came is no revocation data"
        /// Whoever stands between us and a plain http address may send anything.
        case forged = "what came was not signed by its authority"
        /// Played back, to hide a revocation.
        case older = "what came is older than what is held"
        case future = "what came is dated in the future"
        case outOfDate = "what came is out of date"
    }

    /// What is to be kept, and for how long it is meant.
    package struct Admitted: Sendable, Equatable {
        package let der: [UInt8]
        package let thisUpdate: Instant
        package let nextUpdate: Instant?
    }

    /// Clocks differ by as much.
    private static let skew: Int64 = 300

    /// - Parameter held: `thisUpdate` of what is held already.
    package init(from source: RevocationSource, store: TrustStore, at now: Instant, held: Instant?) {
        self.source = source
        self.store = store
        self.now = now
        self.held = held
    }

    package func admit(_ bytes: [UInt8]) throws(Refusal) -> Admitted {
        let admitted = try believed(bytes)
        guard admitted.thisUpdate <= now + Self.skew else { throw .future }
        if let held, admitted.thisUpdate < held { throw .older }
        if let nextUpdate = admitted.nextUpdate, nextUpdate < now { throw .outOfDate }
        return admitted
    }

    private func believed(_ bytes: [UInt8]) throws(Refusal) -> Admitted {
        switch source.subject {
        case .all:
            let lists = TrustFile.objects(in: bytes).compactMap { if case .revocationList(let list) = $0 { list } else { nil } }
            guard lists.count == 1 else { throw .unreadable }
            guard store.believes(lists[0], about: source.authority, at: now) else { throw .forged }
            return Admitted(der: lists[0].der, thisUpdate: lists[0].thisUpdate, nextUpdate: lists[0].nextUpdate)
        case .first(let path):
            guard let status = OnlineStatus(der: bytes), let reach = status.reach else { throw .unreadable }
            guard store.believes(status, about: path, at: now) else { throw .forged }
            return Admitted(der: bytes, thisUpdate: reach.thisUpdate, nextUpdate: reach.nextUpdate)
        }
    }
}
