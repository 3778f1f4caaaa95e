import Audit
import Foundation
import Logging
import OAuth
import Primitives
import Storage
import StorageSQLite
import TokenCrypto

@testable import Outbound

/// A queue of logout notices in memory, and what a notifier needs to work on it.
struct LogoutQueue {
    static let world = World(
        now: { Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)) },
        random: { count in (0..<count).map { _ in UInt8.random(in: 0...255) } })
    /// What resolvers take for 127.0.0.1; tests say what it stands for.
    static let host = "localhost"

    let database: SQLiteDatabase
    let repositories: Repositories

    init() async throws {
        let log = AuditLog(key: Secret([UInt8](repeating: 7, count: 32)))
        database = try SQLiteDatabase(inMemory: SQLiteSettings())
        try await Schema.prepare(database, log: log, at: Self.world.now())
        repositories = Repositories(database, log: log)
    }

    func register(_ client: String, at port: Int, host: String = host) async throws {
        let metadata: JSON.Object = [
            "client_id": .string(client), "client_name": .string(client), "agency": "G15",
            "redirect_uris": ["https://portal.example.vn/callback"],
            "token_endpoint_auth_method": "client_secret_basic", "grant_types": ["authorization_code"],
            "backchannel_logout_uri": .string("http://\(host):\(port)/logout"),
        ]
        guard let registration = ClientRegistration(stored: metadata, secretHash: [1]) else { throw Unusable() }
        let event = AuditEvent(.clientCreated, at: Self.world.now(), by: .operator, client: ID(client))
        _ = try await repositories.clients.insert(registration, audit: event)
    }

    struct Unusable: Error {}

    /// Stores one due notice for each session.
    func owe(_ client: String, sessions: [String], since seconds: Int64 = 0) async throws {
        let due = Self.world.now() - seconds
        try await database.write { connection in
            for session in sessions {
                try connection.execute(
                    """
                    INSERT INTO logout_notice (id, session, client, sid, subject, state, attempts, next_attempt, created)
                    VALUES (?1, ?2, ?3, 'sid', 'subject', 'due', 0, ?4, ?4)
                    """, [.text(session + " " + client), .text(session), .text(client), SQLValue(due)])
            }
        }
    }

    func notice(of session: String) async throws -> LogoutNotice? { try await repositories.logouts.notices(of: ID(session)).first }

    /// How many of a client's notices nobody has claimed or sent.
    func untouched(_ client: String) async throws -> Int {
        let now = Self.world.now()
        return try await database.read { connection in
            try connection.first(
                "SELECT COUNT(*) FROM logout_notice WHERE client = ?1 AND attempts = 0 AND state = 'due' AND next_attempt <= ?2",
                [.text(client), SQLValue(now)]
            ) { Int($0.integer(0)) } ?? -1
        }
    }

    /// - Parameter answers: what each host name stands for; nothing else resolves.
    func notifier(loopbackAllowed: Bool = true, answers: [String: [String]] = [host: [LoopbackPortal.address]]) throws -> LogoutNotifier {
        let key = try SigningKey.generate(.es256)
        let ring = try KeyRing(maximumTokenLifetime: 3_600).rotating(to: .signing(key), at: Self.world.now() - 10, publication: 0)
        let provider = ProviderContext(
            issuer: "http://localhost:1", world: Self.world,
            subjects: SubjectIdentifier(key: [UInt8](repeating: 1, count: 32), sidKey: [UInt8](repeating: 2, count: 32)),
            refreshKey: [UInt8](repeating: 3, count: 32), keys: { ring })
        let addresses = answers.mapValues { $0.compactMap { IPAddress(parsing: $0) } }
        return LogoutNotifier(
            logouts: repositories.logouts, clients: repositories.clients, issuer: TokenIssuer(provider: provider), world: Self.world,
            loopbackAllowed: loopbackAllowed, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            resolver: AddressResolver { addresses[$0] ?? [] })
    }

    /// Runs the notifier as the server does, and stops it afterwards.
    func running(_ notifier: LogoutNotifier, _ body: @Sendable @escaping () async throws -> Void) async throws {
        let service = Task { try await notifier.run() }
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
        service.cancel()
        try await service.value
        await database.close()
        try outcome.get()
    }
}

/// True as soon as the condition holds; false when the time is over.
func eventually(within limit: Duration, _ condition: () async throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return try await condition()
}
