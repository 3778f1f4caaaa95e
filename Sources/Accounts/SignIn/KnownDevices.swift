internal import Primitives

/// Recognises the browsers that an account has signed in from.
struct KnownDevices: Sendable {
    /// A device that this provider has set a cookie on, and whom it is known to.
    struct Presented: Sendable {
        let secret: BrowserSecret
        let records: [KnownDeviceRecord]

        func isKnown(to account: ID<Account>) -> Bool { records.contains { $0.account == account } }
        func hasProvenMore(for account: ID<Account>) -> Bool { records.contains { $0.account == account && $0.hasProvenMore } }
    }

    let store: any KnownDeviceStore
    /// In seconds.
    let lifetime: Int64

    /// Nil for a cookie that no account knows: a value that was planted is never adopted, the sign-in sets a fresh one.
    func device(cookie: Secret?, at now: Instant) async throws -> Presented? {
        guard let secret = cookie.flatMap(BrowserSecret.init(cookie:)) else { return nil }
        let records = try await store.find(secretHash: secret.hash).filter { now.seconds(since: $0.lastUsed) < lifetime }
        return records.isEmpty ? nil : Presented(secret: secret, records: records)
    }
}
