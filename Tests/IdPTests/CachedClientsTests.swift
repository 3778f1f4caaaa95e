import Audit
import OAuth
import Primitives
import Storage
import StorageSQLite
import Testing

@testable import IdP

struct CachedClientsTests {
    /// A portal that was asked for before it was registered is not unknown for half a second more.
    @Test func `an identifier that nobody has is not remembered`() async throws {
        let now = Instant(secondsSinceEpoch: 1_800_000_000)
        let log = AuditLog(key: Secret([UInt8](repeating: 7, count: 32)))
        let database = try SQLiteDatabase(inMemory: SQLiteSettings())
        try await Schema.prepare(database, log: log, at: now)
        let store = ClientRepository(database, log: log)
        let cached = CachedClients(store)
        #expect(try await cached.find(ID("portal")) == nil)
        let (client, _) = try ClientRegistration.register(
            JSON(parsing: #"{"client_id": "portal", "redirect_uris": ["https://portal.example.vn/callback"]}"#),
            policy: ClientPolicy(
                loopbackAllowed: false, authenticationMethods: ["client_secret_basic"], grantTypes: ["authorization_code"]),
            world: World(now: { now }, random: { [UInt8](repeating: 7, count: $0) }))
        let event = AuditEvent(.clientCreated, at: now, by: .operator, client: client.id)
        #expect(try await store.insert(client, audit: event) == .inserted)
        #expect(try await cached.find(ID("portal")) == client)
    }
}
