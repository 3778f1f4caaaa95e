import Accounts
import Audit
import Primitives
import Storage
import StorageSQLite
import Synchronization
import TokenCrypto

/// A clock that tests move by hand, and dice that never repeat.
final class Clock: Sendable {
    private let seconds = Mutex<Int64>(1_790_000_000)
    private let chance = Mutex(Chance(state: 1))

    var now: Instant { Instant(secondsSinceEpoch: seconds.withLock { $0 }) }

    func advance(by interval: Int64) { seconds.withLock { $0 += interval } }

    var world: World {
        World(
            now: { self.now },
            random: { count in self.chance.withLock { chance in (0..<count).map { _ in UInt8(truncatingIfNeeded: chance.next()) } } })
    }
}

/// The accounts of a provider on SQLite in memory, with real hashes.
struct Provider {
    static let password = "mật khẩu thật dài"
    static let citizen = """
        {"kind": "citizen", "personalNumber": "001099012345", "name": "Nguyễn Thị Hoà", "phone": "0912345678", "email": "hoa@example.vn",
         "emailVerified": false, "password": "\(password)"}
        """
    /// One pool for the suite, since hashing is what takes the time, and never full, since its tests run side by side.
    static let pool = Result { try PasswordHashPool(threads: 2, queueLimit: 100_000) }

    let clock = Clock()
    let database: any Database
    let log = AuditLog(key: Secret([UInt8](repeating: 7, count: 32)))
    let accounts: AccountRepository
    let sessions: SessionRepository
    let devices: KnownDeviceRepository
    let signIn: PasswordSignIn
    let stepUp: StepUp
    let lookup: SessionLookup
    let lifecycle: AccountLifecycle

    init(
        pool: PasswordHashPool? = nil, parameters: PasswordHashParameters = .minimum, throttle: ThrottleSettings = ThrottleSettings(),
        on shared: Provider? = nil
    ) async throws {
        let (clock, world) = (shared?.clock ?? self.clock, (shared?.clock ?? self.clock).world)
        if let shared {
            database = shared.database
        } else {
            database = try SQLiteDatabase(inMemory: SQLiteSettings())
            try await Schema.prepare(database, log: log, at: clock.now)
        }
        accounts = AccountRepository(database, log: log)
        sessions = SessionRepository(database, log: log)
        devices = KnownDeviceRepository(database, log: log)
        let passwords = try PasswordAuthenticator(
            pool: pool ?? Self.pool.get(), parameters: parameters, pepper: PasswordPepper(Secret("pepper")), world: world)
        signIn = PasswordSignIn(
            accounts: accounts, sessions: sessions, throttles: ThrottleRepository(database, log: log), devices: devices,
            passwords: passwords, throttle: throttle, key: [UInt8](repeating: 8, count: 32), world: world)
        stepUp = StepUp(
            accounts: accounts, sessions: sessions, throttles: ThrottleRepository(database, log: log), devices: devices,
            authenticators: [TimeCodeAuthenticator(seedKey: [UInt8](repeating: 9, count: 32), world: world)],
            key: [UInt8](repeating: 8, count: 32), world: world)
        lookup = SessionLookup(sessions: sessions, world: world)
        lifecycle = AccountLifecycle(
            accounts: accounts, passwords: passwords, seedKey: [UInt8](repeating: 9, count: 32), world: world)
    }

    func create(_ text: String = citizen) async throws -> AccountRecord {
        try await lifecycle.create(AccountDocument(parsing: JSON(parsing: text)))
    }

    func update(_ id: ID<Account>, _ text: String) async throws -> AccountRecord {
        try await lifecycle.update(id, with: AccountDocument(parsing: JSON(parsing: text)))
    }

    /// One submission of the sign-in form.
    func attempt(
        _ identifier: String = "001099012345", _ password: String = password, device: String? = nil, session: String? = nil,
        address: String = "192.0.2.1"
    ) async throws -> Result<SignedIn, SignInRejection> {
        try await signIn.signIn(
            SignInAttempt(
                identifier: identifier, password: Secret(password), deviceCookie: device, sessionCookie: session,
                origin: SessionRecord.Origin(userAgent: "Test", address: address, port: 50_000), requestID: "r"))
    }

    /// One submission of the code form.
    func answer(_ code: String, session: String?, device: String? = nil, address: String = "192.0.2.1") async throws -> StepUp.Outcome {
        try await stepUp.raise(
            StepUpAttempt(
                answer: code, deviceCookie: device, sessionCookie: session,
                origin: SessionRecord.Origin(userAgent: "Test", address: address, port: 50_000), requestID: "r"))
    }

    /// The actions in the audit log, in order.
    func history() async throws -> [String] {
        try await database.read { connection in
            try connection.query("SELECT action FROM audit_event ORDER BY sequence", []) { $0.text(0) }
        }
    }
}

extension Result where Failure == SignInRejection {
    /// Why it was refused; nil when it was not.
    var rejection: SignInRejection? { if case .failure(let rejection) = self { rejection } else { nil } }
}
