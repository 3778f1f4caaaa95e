import Accounts
import Audit
import HTTP
import HTTPTypes
import Primitives
import Storage
import StorageSQLite
import Synchronization
import Testing
import TokenCrypto

@testable import OAuth

/// A time that tests move, and chance that never repeats.
final class MovedTime: Sendable {
    private let seconds = Mutex<Int64>(1_800_000_000)
    private let drawn = Mutex<UInt64>(0)

    var now: Instant { Instant(secondsSinceEpoch: seconds.withLock { $0 }) }
    func pass(_ more: Int64) { seconds.withLock { $0 += more } }

    var world: World {
        World(
            now: { self.now },
            random: { count in
                let number = self.drawn.withLock {
                    $0 += 1
                    return $0
                }
                var bytes: [UInt8] = []
                while bytes.count < count { bytes += Digest.sha256(Array("\(number) \(bytes.count)".utf8)) }
                return Array(bytes.prefix(count))
            })
    }
}

/// The provider's token endpoint and its neighbours, on SQLite in memory, with people and sessions behind them.
struct Desk {
    static let issuer = "https://id.example.vn"

    let time = MovedTime()
    let repositories: Repositories
    let statusLists: StatusLists
    let database: any Database
    let provider: ProviderContext
    let context: GrantContext
    let authenticator: ClientAuthenticator
    let registry: Registry
    let grants: [any Grant.Type]

    static let userCodeKey = [UInt8](repeating: 5, count: 32)
    private static let log = AuditLog(key: Secret([UInt8](repeating: 7, count: 32)))
    private static let signingKey = Result { try SigningKey.generate(.es256) }

    init(grants: [any Grant.Type] = Registry.grants) async throws {
        self.grants = grants
        database = try SQLiteDatabase(inMemory: SQLiteSettings())
        try await Schema.prepare(database, log: Self.log, at: time.now)
        repositories = Repositories(database, log: Self.log)
        let start = time.now
        let ring = KeyRing(
            entries: [.init(key: .signing(try Self.signingKey.get()), created: start, signsFrom: start)], maximumTokenLifetime: 3600)
        statusLists = StatusLists(store: repositories.statusLists, key: [UInt8](repeating: 5, count: 32))
        provider = ProviderContext(
            issuer: Self.issuer, world: time.world,
            subjects: SubjectIdentifier(key: [UInt8](repeating: 1, count: 32), sidKey: [UInt8](repeating: 2, count: 32)),
            refreshKey: [UInt8](repeating: 3, count: 32), keys: { ring }, statusLists: statusLists)
        context = GrantContext(
            provider: provider, authorizations: repositories.authorizations, claims: StoredClaims(accounts: repositories.accounts),
            clients: repositories.clients, codes: repositories.codes, consents: StoredConsents(consents: repositories.consents),
            polled: repositories.polled, refreshTokens: repositories.refreshTokens, tokens: repositories.tokens)
        authenticator = ClientAuthenticator(
            methods: [ClientSecretBasic(), ClientSecretPost(), PublicClient()], clients: repositories.clients, throttle: ClientThrottle(),
            world: time.world)
        let possession = ProofOfPossession(
            dpop: DPoP(provider: provider, replays: repositories.replays, nonces: DPoPNonce(key: [UInt8](repeating: 4, count: 32))))
        registry = Registry(
            issuer: Self.issuer,
            endpoints: [
                TokenEndpoint(grants: grants, context: context, authenticator: authenticator, possession: possession),
                IntrospectionEndpoint(
                    provider: provider, tokens: repositories.tokens, clients: repositories.clients, authenticator: authenticator),
                StatusListEndpoint(provider: provider, lists: statusLists),
                RevocationEndpoint(provider: provider, tokens: repositories.tokens, authenticator: authenticator),
                UserInfoEndpoint(
                    provider: provider, tokens: repositories.tokens, clients: repositories.clients,
                    claims: StoredClaims(accounts: repositories.accounts), possession: possession),
                DeviceAuthorizationEndpoint(
                    provider: provider, polled: repositories.polled, authenticator: authenticator, userCodeKey: Self.userCodeKey),
                BackchannelAuthenticationEndpoint(
                    provider: provider, polled: repositories.polled, people: StoredClaims(accounts: repositories.accounts),
                    replays: repositories.replays, authenticator: authenticator, noticeKey: Self.userCodeKey),
            ])
    }

    // MARK: Who there is

    static let secret = "0123456789abcdef0123456789abcdef"

    @discardableResult
    func register(_ id: String, _ members: String) async throws -> ClientRegistration {
        let method = members.contains("token_endpoint_auth_method") ? "" : #", "client_secret": "\#(Self.secret)""#
        let (client, _) = try ClientRegistration.register(
            JSON(parsing: #"{"client_id": "\#(id)", \#(members)\#(method)}"#),
            policy: ClientPolicy(
                loopbackAllowed: false, authenticationMethods: ["client_secret_basic", "client_secret_post", "none"], grants: grants),
            world: time.world)
        let inserted = try await repositories.clients.insert(client, audit: event(.clientCreated))
        try #require(inserted == .inserted)
        return client
    }

    /// A client's registration asks for a higher level from now on.
    func demand(_ level: AssuranceLevel, of id: String) async throws {
        var client = try #require(try await repositories.clients.find(ID(id)))
        client.minimumLevel = level
        client.metadata["minimum_acr"] = .string(level.rawValue)
        let change = try await repositories.clients.update(client, audit: event(.clientUpdated))
        try #require(change == .changed)
    }

    /// A citizen, and a session in which they are signed in.
    func person(_ number: String = "001090000001") async throws -> Authentication {
        let id = ID<Account>("9d2f6b6e-0000-4000-8000-\(number)")
        let hash = Secret("$argon2id$sample")
        let name = try #require(PersonName(parsing: "Nguyễn Thị Hòa"))
        let account = AccountRecord(
            id: id, kind: .citizen, personalNumber: PersonalNumber(parsing: number), name: name, passwordHash: hash, created: time.now,
            updated: time.now)
        let written = try await repositories.accounts.insert(account, audit: event(.accountCreated))
        try #require(written == .written)
        let authentication = Authentication(
            account: id, session: ID("session of \(number)"), time: time.now, level: .loa1, methods: ["pwd"])
        let session = SessionRecord(
            id: authentication.session, secretHash: Digest.sha256(Array(number.utf8)), account: id, authenticated: time.now, level: .loa1,
            methods: ["pwd"], created: time.now, lastSeen: time.now, expiry: time.now + 43_200, idleTimeout: 3600,
            origin: .init(userAgent: "Firefox", address: "192.0.2.1", port: 50_000))
        let device = KnownDeviceRecord(
            secretHash: Digest.sha256(Array("device \(number)".utf8)), account: id, userAgent: "Firefox", created: time.now,
            lastUsed: time.now)
        let isStarted = try await repositories.sessions.start(
            SessionStart(
                session: session, passwordHash: hash, ending: nil, device: device, success: .init(cleared: [], returned: []),
                audit: [event(.sessionStarted)]))
        try #require(isStarted)
        return authentication
    }

    /// Writes down that somebody agreed to all that a client asks.
    func agree(_ account: ID<Account>, to client: ID<Client>) async throws {
        let line = ConsentRecord(
            id: provider.world.token(), account: account, client: client, scopes: [], claims: [], basis: .explicit, textVersion: "1",
            time: time.now)
        let isWritten = try await repositories.consents.insert(line, audit: event(.consentGranted))
        try #require(isWritten)
    }

    func event(_ action: AuditAction) -> AuditEvent { AuditEvent(action, at: time.now, by: .operator) }

    /// The tokens of a sign-in at a client, as the code grant gives them.
    func signIn(_ authentication: Authentication, at client: ClientRegistration, scope: [String] = ["openid"]) async throws -> JSON {
        let text = provider.world.token()
        let authorization = provider.authorization(by: authentication, for: client, scopes: scope)
        let code = AuthorizationCode(
            hash: StoredKey.of(text), authorization: authorization, redirectURI: "https://portal.example/cb", challenge: nil,
            nonce: nil, created: time.now, expires: time.now + 60)
        let change = try await repositories.codes.insert(code, answering: nil, audit: event(.authorizationCodeIssued))
        try #require(change == .changed)
        return try await granted(
            [("grant_type", "authorization_code"), ("code", text), ("redirect_uri", "https://portal.example/cb")], as: client.id.value)
    }

    // MARK: Asking

    /// - Parameter client: authenticated with its secret; nil sends none.
    func post(_ path: String, _ fields: [(String, String)], as client: String?, secret: String = Desk.secret) async throws -> Response {
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        if let client { headers[.authorization] = "Basic " + Base64.encode(Array("\(client):\(secret)".utf8)) }
        let endpoint = try #require(registry.endpoints.first { $0.route.path == path })
        return await endpoint.respond(
            to: Request(
                method: .post, path: path, headers: headers, body: Array(Form(fields).encoded.utf8),
                peer: .init(address: "192.0.2.7", port: 4_000, requestID: "test")))
    }

    /// The answer of a token request that is granted.
    func granted(_ fields: [(String, String)], as client: String?, sourceLocation: SourceLocation = #_sourceLocation) async throws -> JSON {
        let response = try await post("/token", fields, as: client)
        #expect(response.status == .ok, "\(String(decoding: response.body, as: UTF8.self))", sourceLocation: sourceLocation)
        return try JSON(parsing: response.body)
    }

    /// The rejection that a token request meets with, found by its code and mend.
    func refusal(_ fields: [(String, String)], as client: String?, path: String = "/token") async throws -> Set<Rejection> {
        let response = try await post(path, fields, as: client)
        let json = try JSON(parsing: response.body)
        guard response.status != .ok else { return [] }
        return Set(
            Rejection.allCases.filter { .string($0.code.rawValue) == json["error"] && .string($0.mend) == json["error_description"] })
    }

    func claims(of token: String) throws -> JSON { try JSON(parsing: JWS.Parsed(parsing: token).payload) }

    func isActive(_ token: String, for client: String) async throws -> Bool {
        let response = try await post("/introspect", [("token", token)], as: client)
        return try JSON(parsing: response.body)["active"] == true
    }

    /// The actions in the audit log since its `from`th record, which is intact.
    func history(from: Int = 0) async throws -> [String] {
        _ = try await Self.log.verify(database)
        var actions: [String] = []
        try await Self.log.export(database) { actions.append($0.action) }
        return Array(actions.dropFirst(from))
    }
}

/// People's claims without the pages that know how to show them.
private struct StoredClaims: ClaimsSource, HintedPersonSource {
    let accounts: AccountRepository

    func account(identifiedBy text: String) async throws -> ID<Account>? {
        try await accounts.find(signingInWith: SignInIdentifier.candidates(text))?.id
    }

    func claims(_ names: [String], of account: ID<Account>) async throws -> JSON.Object? {
        try await accounts.find(account).map { AccountClaims.claims(of: $0, named: names) }
    }

    func release(_ names: [String], of account: ID<Account>, audit: AuditEvent) async throws -> JSON.Object? {
        try await accounts.release(account, audit: audit).map { AccountClaims.claims(of: $0, named: names) }
    }
}

/// Consents without the pages that ask for them: whoever has a line that is not withdrawn has agreed to everything.
private struct StoredConsents: ConsentSource {
    let consents: ConsentRepository

    func isSettled(account: ID<Account>, client: ClientRegistration, scopes: [String], claims: [String]) async throws -> Bool {
        try await consents.find(account: account, client: client.id) != nil
    }
}
