import Audit
import HTTP
import OAuth
import Primitives
import Storage
import StorageSQLite
import Testing
import TokenCrypto

/// A registered portal, on SQLite in memory, and the requests that it may send.
struct Portal {
    static let now = Instant(secondsSinceEpoch: 1_800_000_000)
    static let redirect = "https://portal.example.vn/callback"

    let clients: ClientRepository

    /// - Parameter members: of the registration, beside its name and address.
    init(_ members: JSON.Object) async throws {
        let log = AuditLog(key: Secret([UInt8](repeating: 7, count: 32)))
        let database = try SQLiteDatabase(inMemory: SQLiteSettings())
        try await Schema.prepare(database, log: log, at: Self.now)
        clients = ClientRepository(database, log: log)
        var document: JSON.Object = ["client_id": "portal", "redirect_uris": [.string(Self.redirect)], "require_pkce": false]
        for member in members.members { document[member.name] = member.value }
        let (client, _) = try ClientRegistration.register(
            .object(document),
            policy: ClientPolicy(
                loopbackAllowed: false, authenticationMethods: ["client_secret_basic"], grantTypes: ["authorization_code"]),
            world: World(now: { Self.now }, random: { [UInt8](repeating: 7, count: $0) }))
        let event = AuditEvent(.clientCreated, at: Self.now, by: .operator, client: client.id)
        #expect(try await clients.insert(client, audit: event) == .inserted)
    }

    func addressed(_ changes: [String: String] = [:]) async throws -> AddressedRequest {
        let usual = ["client_id": "portal", "redirect_uri": Self.redirect, "response_type": "code", "scope": "openid", "state": "s"]
        let fields = usual.merging(changes) { $1 }.map { ($0.key, $0.value) }
        return try await AddressedRequest(Parameters(Form(fields)), clients: clients)
    }

    /// The request as the authorization endpoint takes it.
    func request(_ changes: [String: String] = [:]) async throws -> AuthorizationRequest {
        try AuthorizationRequest(
            try await addressed(changes),
            hints: IDTokenHint(issuer: "https://id.example.vn", keys: { JWKSet(keys: []) }, decryptionKeys: { [] }, now: Self.now))
    }
}
