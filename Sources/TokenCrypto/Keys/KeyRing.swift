package import Primitives

/// The provider's keys over time. Those that sign are published before, and after, until their last token has expired. Those that decrypt
/// are published while they are the latest, and still decrypt after that, for senders who knew no other yet.
///
/// Nothing here is scheduled. What a key does at a moment follows from the moments that are written down, so a restart, a crash between
/// two files or a clock that was set changes nothing.
package struct KeyRing: Sendable {
    package struct Entry: Sendable {
        package let key: ProviderKey
        package let created: Instant
        /// Published at once, in use from here on.
        package var signsFrom: Instant
        /// Withdrawn by the operator; tokens that were signed before stay good.
        package var retired: Instant?
        /// Not to be trusted any more: neither signs nor is published.
        package var revoked: Instant?

        package init(key: ProviderKey, created: Instant, signsFrom: Instant, retired: Instant? = nil, revoked: Instant? = nil) {
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
        /// The latest of those that open what others encrypted.
        case decrypting
        /// Followed by another; good until the tokens that were signed with it, or encrypted to it, have expired.
        case retiring
        case retired
        case revoked
    }

    package private(set) var entries: [Entry]
    /// Seconds that the longest-lived token is good for.
    package let maximumTokenLifetime: Int64

    package init(entries: [Entry] = [], maximumTokenLifetime: Int64) {
        self.entries = entries
        self.maximumTokenLifetime = maximumTokenLifetime
    }

    package subscript(keyID: String) -> Entry? { index(of: keyID).map { entries[$0] } }

    /// The key that signs: of those whose time has come the latest, and never one that was followed by another.
    package func signingKey(for algorithm: SignatureAlgorithm, at moment: Instant) -> SigningKey? {
        guard case .signing(let key)? = current(.signing(algorithm), at: moment)?.key else { return nil }
        return key
    }

    /// The keys that open what others encrypted, the latest first.
    package func decryptionKeys(at moment: Instant) -> [DecryptionKey] {
        let usable = entries.filter { [.decrypting, .retiring].contains(state(of: $0, at: moment)) }
        return usable.sorted { $1.precedes($0) }.compactMap { if case .decryption(let key) = $0.key { key } else { nil } }
    }

    /// Whether a key of that purpose is in use.
    package func serves(_ purpose: KeyPurpose, at moment: Instant) -> Bool { current(purpose, at: moment) != nil }

    /// The key set to publish: keys that will sign, that sign, and that have signed what is still valid; the latest to encrypt to; never
    /// a revoked one.
    package func published(at moment: Instant) -> JWKSet {
        JWKSet(keys: entries.filter { isPublished($0, at: moment) }.map(\.key.publicKey))
    }

    private func isPublished(_ entry: Entry, at moment: Instant) -> Bool {
        switch state(of: entry, at: moment) {
        case .published, .signing, .decrypting: true
        case .retiring: !entry.key.purpose.isDecryption
        case .retired, .revoked: false
        }
    }

    package func state(of entry: Entry, at moment: Instant) -> State {
        if let revoked = entry.revoked, revoked <= moment { return .revoked }
        guard let end = end(of: entry), end <= moment else {
            guard entry.signsFrom <= moment else { return .published }
            return entry.key.purpose.isDecryption ? .decrypting : .signing
        }
        return moment < end + maximumTokenLifetime ? .retiring : .retired
    }

    private func current(_ purpose: KeyPurpose, at moment: Instant) -> Entry? {
        entries.first { $0.key.purpose == purpose && [.signing, .decrypting].contains(state(of: $0, at: moment)) }
    }

    /// When the entry ceases to be the latest: it is retired, or followed by the next that is really used.
    private func end(of entry: Entry) -> Instant? {
        var end = entry.retired
        for follower in entries where follower.key.purpose == entry.key.purpose && follower.everSigns && entry.precedes(follower) {
            end = end.map { min($0, follower.signsFrom) } ?? follower.signsFrom
        }
        return end
    }

    private func index(of keyID: String) -> Int? {
        entries.firstIndex { $0.key.keyID.utf8.elementsEqual(keyID.utf8) }
    }
}

extension KeyRing {
    /// The ring with a further key, published now and signing after `publication` seconds; at once when no other of its kind signs, and
    /// when it is to decrypt: then others use it only after they have read of it.
    package func rotating(to key: ProviderKey, at now: Instant, publication: Int64) throws(KeyRingError) -> KeyRing {
        guard index(of: key.keyID) == nil else { throw .keyIDTaken }
        let isAwaited = !serves(key.purpose, at: now) || key.purpose.isDecryption
        let signsFrom = isAwaited ? now : now + publication
        return adding(Entry(key: key, created: now, signsFrom: signsFrom))
    }

    /// The ring in which a key signs no more; what it signed stays good.
    package func retiring(_ keyID: String, at now: Instant) throws(KeyRingError) -> KeyRing {
        guard let index = index(of: keyID) else { throw .keyUnknown }
        switch state(of: entries[index], at: now) {
        case .signing, .decrypting: throw .noSigningKeyWouldRemain
        case .revoked: throw .alreadyRevoked
        case _ where entries[index].retired != nil: throw .alreadyRetired
        case .published, .retiring, .retired: break
        }
        var ring = self
        ring.entries[index].retired = now
        return ring
    }

    /// The ring in which a key is not trusted from now on. If it was in use, the next published key takes over at once, because portals
    /// know that one already; failing that a new one does.
    package func revoking(
        _ keyID: String, at now: Instant,
        replacement: (KeyPurpose) throws -> ProviderKey = { try ProviderKey.generate($0) }
    ) throws -> KeyRing {
        guard let index = index(of: keyID) else { throw KeyRingError.keyUnknown }
        guard entries[index].revoked == nil else { throw KeyRingError.alreadyRevoked }
        let wasInUse = [.signing, .decrypting].contains(state(of: entries[index], at: now))
        var ring = self
        ring.entries[index].revoked = now
        guard wasInUse else { return ring }
        let purpose = entries[index].key.purpose
        if let standby = ring.standby(for: purpose, at: now) {
            ring.entries[standby].signsFrom = now
            return ring
        }
        let key = try replacement(purpose)
        guard ring.index(of: key.keyID) == nil else { throw KeyRingError.keyIDTaken }
        return ring.adding(Entry(key: key, created: now, signsFrom: now))
    }

    private func adding(_ entry: Entry) -> KeyRing {
        KeyRing(entries: entries + [entry], maximumTokenLifetime: maximumTokenLifetime)
    }

    private func standby(for purpose: KeyPurpose, at now: Instant) -> Int? {
        entries.indices
            .filter { entries[$0].key.purpose == purpose && state(of: entries[$0], at: now) == .published }
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
    case noSigningKeyWouldRemain = "this key is in use: rotate first, and retire it when the new key is in its place"

    package var description: String { rawValue }
}
