import Accounts
import Audit
import OAuth
import Primitives
import Storage
import Testing
import TokenCrypto

/// One person, one portal, one session, and what they lead to. Each builder has a variable part only where tests vary it.
enum Sample {
    static let now = Instant(secondsSinceEpoch: 1_800_000_000)
    static let account = ID<Account>("9d2f6b6e-0000-4000-8000-000000000001")
    static let client = ID<Client>("portal")
    static let session = ID<Session>("session-1")

    static func hash(_ text: String) -> [UInt8] { Digest.sha256(Array(text.utf8)) }

    static func event(_ action: AuditAction, at time: Instant = now) -> AuditEvent {
        AuditEvent(action, at: time, by: .operator, account: account, client: client)
    }

    static func person(
        id: ID<Account> = account, number: String = "001090000001", phone: String? = "0912345678", isPhoneProven: Bool = true
    ) throws -> AccountRecord {
        AccountRecord(
            id: id, kind: .citizen, personalNumber: PersonalNumber(parsing: number),
            name: try #require(PersonName(parsing: "Nguyễn Thị Hòa")),
            birthDate: BirthDate(parsing: "1990-01-02"),
            phone: try phone.map { .init(try #require(PhoneNumber(parsing: $0)), isProven: isPhoneProven) },
            email: .init(try #require(EmailAddress(parsing: "hoa@example.vn")), isProven: false), gender: "female",
            address: ["locality": "Huế"], assurance: .loa3, passwordHash: Secret("$argon2id$sample"), sealedOneTimeSeed: [1, 2, 3],
            created: now, updated: now)
    }

    static func session(id: ID<Session> = session, secret: String = "secret", account: ID<Account> = account) -> SessionRecord {
        SessionRecord(
            id: id, secretHash: hash(secret), account: account, authenticated: now, level: .loa2, methods: ["pwd", "otp"], created: now,
            lastSeen: now, expiry: now + 43_200, idleTimeout: 3_600, origin: .init(userAgent: "Firefox", address: "192.0.2.1", port: 50_000)
        )
    }

    static func start(
        _ session: SessionRecord, ending: ID<Session>? = nil, success: ThrottleSuccess = .init(cleared: [], returned: []),
        passwordHash: String = "$argon2id$sample"
    ) -> SessionStart {
        SessionStart(
            session: session, passwordHash: Secret(passwordHash), ending: ending,
            device: KnownDeviceRecord(
                secretHash: hash("device"), account: session.account, userAgent: "Firefox", created: session.created,
                lastUsed: session.created), success: success,
            audit: [event(.sessionStarted)] + (ending == nil ? [] : [event(.sessionEnded)]))
    }

    static func registration(_ id: ID<Client> = client, name: String = "Portal") throws -> ClientRegistration {
        let metadata: JSON.Object = [
            "client_id": .string(id.value), "client_name": .string(name), "agency": "G15",
            "redirect_uris": ["https://portal.example.vn/callback"],
            "token_endpoint_auth_method": "client_secret_basic", "grant_types": ["authorization_code", "refresh_token"],
        ]
        return try #require(ClientRegistration(stored: metadata, secretHash: hash("client secret")))
    }

    static func authorization(_ id: String = "grant-1", session: ID<Session> = session, scopes: [String] = ["openid", "profile"])
        -> Authorization
    {
        Authorization(
            id: ID(id), client: client,
            grantor: .signedIn(Authentication(account: account, session: session, time: now, level: .loa2, methods: ["pwd"])),
            subject: "subject", scopes: scopes,
            claims: ClaimsRequest(userInfo: [.init(name: "email", essential: true, values: [])]))
    }

    static func code(_ text: String = "code", for authorization: Authorization = authorization()) throws -> AuthorizationCode {
        AuthorizationCode(
            hash: hash(text), authorization: authorization, redirectURI: "https://portal.example.vn/callback",
            challenge: try CodeChallenge(parsing: Base64URL.encode(hash("verifier"))), nonce: "nonce", created: now, expires: now + 60)
    }

    static func token(_ text: String, _ kind: IssuedToken.Kind, of grant: String = "grant-1", lifetime: Int64 = 600) -> IssuedToken {
        IssuedToken(hash: hash(text), kind: kind, authorization: ID(grant), issued: now, expires: now + lifetime)
    }

    static let participant = SessionParticipant(session: session, client: client, sid: "sid-1", subject: "subject")
}

/// A database with one person, one portal and one session in it.
struct Scene {
    let database: any Database
    let repositories: Repositories

    init(_ driver: Driver) async throws {
        database = try await driver.openPrepared()
        repositories = Repositories(database, log: .sample)
        _ = try await repositories.accounts.insert(Sample.person(), audit: Sample.event(.accountCreated))
        _ = try await repositories.clients.insert(Sample.registration(), audit: Sample.event(.clientCreated))
        _ = try await repositories.sessions.start(Sample.start(Sample.session()))
    }

    /// The audit log is whole, and ends with these actions. Closes the database.
    func finish(_ actions: AuditAction...) async throws {
        let count = try await AuditLog.sample.verify(database)
        var recorded: [String] = []
        try await AuditLog.sample.export(database) { recorded.append($0.action) }
        // Migration, account, client, session: what every scene begins with.
        #expect(Array(recorded.dropFirst(4)) == actions.map(\.rawValue))
        #expect(count == Int64(recorded.count))
        await database.close()
    }

    func redeem(_ code: AuthorizationCode, at now: Instant = Sample.now, tokens: [IssuedToken]? = nil) async throws -> Redemption {
        try await repositories.codes.redeem(
            code, at: now, issuing: tokens ?? [Sample.token("access", .access), Sample.token("refresh", .refresh, lifetime: 86_400)],
            participant: Sample.participant, audit: Sample.event(.tokensIssued), replayAudit: Sample.event(.authorizationCodeReplayed))
    }

    func rotate(_ token: String, to successor: String, at now: Instant = Sample.now) async throws -> Rotation {
        try await repositories.refreshTokens.rotate(
            Sample.hash(token), at: now, grace: 10, to: Sample.token(successor, .refresh, lifetime: 86_400),
            access: Sample.token("access for \(token) at \(now.secondsSinceEpoch) \(UInt64.random(in: 0...(.max)))", .access),
            audit: Sample.event(.accessTokenRefreshed), replayAudit: Sample.event(.refreshTokenReplayed))
    }
}
