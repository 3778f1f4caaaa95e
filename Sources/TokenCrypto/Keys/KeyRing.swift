package import Primitives

/// The provider's signing keys over time: published before they sign, and after, until their last token has expired.
///
/// Nothing here is scheduled. What a key does at a moment follows from the moments that are written down, so a restart, a crash between
/// two files or a clock that was set changes nothing.
package struct KeyRing: Sendable {
    package struct Entry: Sendable {
        package let key: SigningKey
        package let created: Instant
        /// Published at once, signing from here on.
        package var signsFrom: Instant
        /// Withdrawn by the operator; tokens that were signed before stay good.
        package var retired: Instant?
        /// Not to be trusted any more: neither signs nor is published.
        package var revoked: Instant?

        package init(key: SigningKey, created: Instant, signsFrom: Instant, retired: Instant? = nil, revoked: Instant? = nil) {
            self.key = key
            self.created = created
            self.signsFrom = signsFrom
            self.retired = retired
            self.revoked = revoked
        }
    }

    /// What a key does at some moment.
    package enum State: String, Sendable, CaseIterable {
        /// In the key set, so that portals know it when it starts to sign.
        case published
        case signing
        /// Followed by another; in the key set until its tokens have expired.
        case retiring
        case retired
        case revoked
    }

    package private(set) var entries: [Entry]
    /// Seconds that the longest-lived signed token is good for.
    package let maximumTokenLifetime: Int64

    package init(entries: [Entry] = [], maximumTokenLifetime: Int64) {
        self.entries = entries
        self.maximumTokenLifetime = maximumTokenLifetime
    }

    package subscript(keyID: String) -> Entry? { index(of: keyID).map { entries[$0] } }

    /// The key that signs: of those whose time has come the latest, and never one that was followed by another.
    package func signingKey(for algorithm: SignatureAlgorithm, at moment: Instant) -> SigningKey? {
        signingEntry(for: algorithm, at: moment)?.key
    }

    /// The key set to publish: keys that will sign, that sign, and that have signed what is still valid; never a revoked one.
    package func published(at moment: Instant) -> JWKSet {
        JWKSet(keys: entries.filter { [.published, .signing, .retiring].contains(state(of: $0, at: moment)) }.map(\.key.publicKey))
    }

    package func state(of entry: Entry, at moment: Instant) -> State {
        if let revoked = entry.revoked, revoked <= moment { return .revoked }
        guard let end = end(of: entry), end <= moment else { return entry.signsFrom <= moment ? .signing : .published }
        return moment < end + maximumTokenLifetime ? .retiring : .retired
    }

    private func signingEntry(for algorithm: SignatureAlgorithm, at moment: Instant) -> Entry? {
        entries.first { $0.key.algorithm == algorithm && state(of: $0, at: moment) == .signing }
    }

    /// When the entry ceases to sign: it is retired, or followed by the next that really signs.
    private func end(of entry: Entry) -> Instant? {
        var end = entry.retired
        for follower in entries where follower.key.algorithm == entry.key.algorithm && follower.everSigns && entry.precedes(follower) {
            end = end.map { min($0, follower.signsFrom) } ?? follower.signsFrom
        }
        return end
    }

    private func index(of keyID: String) -> Int? {
        entries.firstIndex { $0.key.keyID.utf8.elementsEqual(keyID.utf8) }
    }
}

extension KeyRing {
    /// The ring with a further key, published now and signing after `publication` seconds; at once when no other of its kind signs.
    package func rotating(to key: SigningKey, at now: Instant, publication: Int64) throws(KeyRingError) -> KeyRing {
        guard index(of: key.keyID) == nil else { throw .keyIDTaken }
        let signsFrom = signingEntry(for: key.algorithm, at: now) == nil ? now : now + publication
        return adding(Entry(key: key, created: now, signsFrom: signsFrom))
    }

    /// The ring in which a key signs no more; what it signed stays good.
    package func retiring(_ keyID: String, at now: Instant) throws(KeyRingError) -> KeyRing {
        guard let index = index(of: keyID) else { throw .keyUnknown }
        switch state(of: entries[index], at: now) {
        case .signing: throw .noSigningKeyWouldRemain
        case .revoked: throw .alreadyRevoked
        case _ where entries[index].retired != nil: throw .alreadyRetired
        case .published, .retiring, .retired: break
        }
        var ring = self
        ring.entries[index].retired = now
        return ring
    }

    /// The ring in which a key is not trusted from now on. If it was signing, the next published key takes over at once, because portals
    /// know that one already; failing that a new one does.
    package func revoking(
        _ keyID: String, at now: Instant,
        replacement: (SignatureAlgorithm) throws -> SigningKey = { try SigningKey.generate($0) }
    ) throws -> KeyRing {
        guard let index = index(of: keyID) else { throw KeyRingError.keyUnknown }
        guard entries[index].revoked == nil else { throw KeyRingError.alreadyRevoked }
        let wasSigning = state(of: entries[index], at: now) == .signing
        var ring = self
        ring.entries[index].revoked = now
        guard wasSigning else { return ring }
        let algorithm = entries[index].key.algorithm
        if let standby = ring.standby(for: algorithm, at: now) {
            ring.entries[standby].signsFrom = now
            return ring
        }
        let key = try replacement(algorithm)
        guard ring.index(of: key.keyID) == nil else { throw KeyRingError.keyIDTaken }
        return ring.adding(Entry(key: key, created: now, signsFrom: now))
    }

    private func adding(_ entry: Entry) -> KeyRing {
        KeyRing(entries: entries + [entry], maximumTokenLifetime: maximumTokenLifetime)
    }

    private func standby(for algorithm: SignatureAlgorithm, at now: Instant) -> Int? {
        entries.indices
            .filter { entries[$0].key.algorithm == algorithm && state(of: entries[$0], at: now) == .published }
            .min { entries[$0].signsFrom < entries[$1].signsFrom }
    }
}

extension KeyRing.Entry {
    /// False for a key that was withdrawn before its time came: it must not end the time of the one before it.
    fileprivate var everSigns: Bool {
        guard revoked == nil else { return false }
        guard let retired else { return true }
        return retired > signsFrom
    }

    /// A total order, so that of two keys with the same moments exactly one signs.
    fileprivate func precedes(_ other: Self) -> Bool {
        guard signsFrom == other.signsFrom else { return signsFrom < other.signsFrom }
        guard created == other.created else { return created < other.created }
        return key.keyID.utf8.lexicographicallyPrecedes(other.key.keyID.utf8)
    }
}

/// Why the ring cannot be changed that way.
package enum KeyRingError: String, Error, Sendable, CaseIterable, CustomStringConvertible {
    case alreadyRetired = "this key is retired already"
    case alreadyRevoked = "this key is revoked already"
    case keyIDTaken = "another key has this id"
    case keyUnknown = "no key has this id"
    case noSigningKeyWouldRemain = "this key is signing: rotate first, and retire it when the new key signs"

    package var description: String { rawValue }
}
