internal import Accounts
internal import Audit
internal import Foundation
internal import OAuth
internal import PKI
internal import Primitives
internal import Storage
internal import StorageSQLite
internal import TokenCrypto

/// What the server and every command work on: the database, the keys, and the stores over them.
struct Instance: Sendable {
    let configuration: Configuration
    let world: World
    let keys: KeyDirectory
    let database: SQLiteDatabase
    let auditLog: AuditLog

    let accounts: AccountRepository
    let agencies: AgencyRepository
    let audit: AuditRepository
    let authorizations: AuthorizationRepository
    let clients: ClientRepository
    let codes: AuthorizationCodeRepository
    let consents: ConsentRepository
    let devices: KnownDeviceRepository
    let logouts: LogoutRepository
    let pendings: PendingAuthorizationRepository
    let pushes: PushedAuthorizationRepository
    let polled: PolledAuthorizationRepository
    let refreshTokens: RefreshTokenRepository
    let registrations: RegistrationRepository
    let replays: ReplayRepository
    let sessions: SessionRepository
    let statusLists: StatusListRepository
    let throttles: ThrottleRepository
    let tokens: TokenRepository

    /// Opens everything. An absent database is made and brought to this version; an older one must be migrated by its operator.
    /// - Parameters:
    ///   - migrating: whether an older database may be brought to this version, which `idp migrate` does.
    ///   - notice: called with one line about anything that was made and that the operator should know of.
    init(
        _ configuration: Configuration, as role: SQLiteDatabase.Role, migrating: Bool = false, world: World = .system,
        notice: (String) -> Void
    ) async throws {
        self.configuration = configuration
        self.world = world
        // The database first: a second server on it must be turned away before it has made anything.
        try Self.makeFolder(of: configuration.databasePath)
        database = try SQLiteDatabase(path: configuration.databasePath, as: role)
        keys = try await KeyDirectory.open(
            folder: configuration.keys, secretPath: configuration.keysSecret, purposes: TokenIssuer.keyPurposes, world: world,
            notice: notice)
        auditLog = AuditLog(key: Secret(keys.secret.key("audit")))
        if migrating {
            try await Schema.migrate(database, log: auditLog, at: world.now())
        } else {
            try await Schema.prepare(database, log: auditLog, at: world.now())
        }
        accounts = AccountRepository(database, log: auditLog)
        audit = AuditRepository(database, log: auditLog)
        agencies = AgencyRepository(database, log: auditLog)
        clients = ClientRepository(database, log: auditLog)
        authorizations = AuthorizationRepository(database, log: auditLog)
        codes = AuthorizationCodeRepository(database, log: auditLog)
        consents = ConsentRepository(database, log: auditLog)
        devices = KnownDeviceRepository(database, log: auditLog)
        logouts = LogoutRepository(database, log: auditLog)
        pendings = PendingAuthorizationRepository(database, log: auditLog)
        pushes = PushedAuthorizationRepository(database)
        polled = PolledAuthorizationRepository(database, log: auditLog)
        refreshTokens = RefreshTokenRepository(database, log: auditLog)
        registrations = RegistrationRepository(database, log: auditLog)
        replays = ReplayRepository(database)
        sessions = SessionRepository(database, log: auditLog)
        statusLists = StatusListRepository(database)
        throttles = ThrottleRepository(database, log: auditLog)
        tokens = TokenRepository(database, log: auditLog)
    }

    private static func makeFolder(of path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ConfigurationError(at: "", "database: \(folder) cannot be made; make the folder and give it to the server's user")
        }
    }

    /// What client registrations may hold at this instance.
    var clientPolicy: ClientPolicy {
        var policy = ClientPolicy(
            loopbackAllowed: configuration.issuer.isLoopback,
            authenticationMethods: ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"]
                + certificateMethods, grants: Registry.grants)
        policy.sealing = secretSealing
        policy.certificatesAsked = configuration.mutualTLS != nil
        return policy
    }

    private var certificateMethods: [String] {
        guard let mutualTLS = configuration.mutualTLS else { return [] }
        return ["self_signed_tls_client_auth"] + (mutualTLS.authorities == nil ? [] : ["tls_client_auth"])
    }

    /// The authorities of clients' certificates; nil when none are configured.
    func certificateAuthorities() throws -> CertificateAuthorities? {
        guard let path = configuration.mutualTLS?.authorities else { return nil }
        guard let pem = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError(at: "", "tls.client_authorities: \(path) cannot be read; name a PEM file of certificates")
        }
        do { return try CertificateAuthorities(pem: Array(pem)) } catch {
            throw ConfigurationError(at: "", "tls.client_authorities: \(path) cannot be used: \(error); name a PEM file of certificates")
        }
    }

    var secretSealing: SecretSealing { SecretSealing(key: keys.secret.key("client secrets")) }

    /// - Parameter pool: where passwords are hashed.
    func passwordAuthenticator(on pool: PasswordHashPool) -> PasswordAuthenticator {
        PasswordAuthenticator(pool: pool, pepper: PasswordPepper(Secret(keys.secret.key("password pepper"))), world: world)
    }

    /// What operators do with accounts.
    func accountLifecycle() throws -> AccountLifecycle {
        AccountLifecycle(
            accounts: accounts, passwords: try passwordAuthenticator(on: PasswordHashPool(threads: 1, queueLimit: 1024)),
            seedKey: oneTimeSeedKey, world: world)
    }

    /// What seals the seeds of one-time codes.
    var oneTimeSeedKey: [UInt8] { keys.secret.key("one-time seeds") }
}
