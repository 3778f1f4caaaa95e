internal import Audit
internal import Glibc
internal import OAuth
internal import Primitives
internal import Synchronization

/// Client registrations, kept for half a second: every request needs one or two, and a change made by a command beside the server
/// must be seen within one.
final class CachedClients: ClientStore {
    private struct Entry {
        let client: ClientRegistration
        let read: Double
    }

    private static let lifetime = 0.5
    /// Bounds the memory. Identifiers that nobody has are never kept: a flood of them must not push the others out, and a new
    /// client must be known at once.
    private static let capacity = 10_000

    private let store: any ClientStore
    private let entries = Mutex<[ID<Client>: Entry]>([:])

    init(_ store: any ClientStore) { self.store = store }

    func find(_ id: ID<Client>) async throws -> ClientRegistration? {
        let now = Self.monotonicSeconds()
        if let entry = entries.withLock({ $0[id] }), now - entry.read < Self.lifetime { return entry.client }
        guard let client = try await store.find(id) else { return nil }
        entries.withLock { entries in
            if entries.count >= Self.capacity { entries.removeAll() }
            entries[id] = Entry(client: client, read: now)
        }
        return client
    }

    func list() async throws -> [ClientRegistration] { try await store.list() }

    func insert(_ client: ClientRegistration, audit: AuditEvent) async throws -> Insertion {
        defer { forget(client.id) }
        return try await store.insert(client, audit: audit)
    }

    func update(_ client: ClientRegistration, audit: AuditEvent) async throws -> Change {
        defer { forget(client.id) }
        return try await store.update(client, audit: audit)
    }

    func remove(_ id: ID<Client>, audit: AuditEvent) async throws -> Change {
        defer { forget(id) }
        return try await store.remove(id, audit: audit)
    }

    /// For a change that did not pass here.
    func forget(_ id: ID<Client>) { entries.withLock { $0[id] = nil } }

    private static func monotonicSeconds() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
