internal import Audit
internal import Primitives

/// Turns a completed sign-in into a session: a new one, or the browser's own with a new secret when it is the same person's.
///
/// The secret is new every time, so that a value planted before the sign-in, or seen at a lower level, opens nothing.
/// ASVS 7.2.4, CVE-2024-7341.
struct SessionOpening: Sendable {
    let sessions: any SessionStore
    let settings: SessionSettings
    let world: World

    /// Nil when the account is not active any more, or its password hash is not `hash`.
    func open(
        _ signIn: SignIn, _ attempt: SignInAttempt, verifiedAgainst hash: Secret, device: KnownDevices.Presented?, success: ThrottleSuccess
    ) async throws -> SignedIn? {
        let now = world.now()
        let current = try await current(attempt.sessionCookie)
        // One that only others have signed in from is a stranger's too: its secret may have been planted by whoever knows it.
        let device = device.flatMap { $0.isKnown(to: signIn.account.id) ? $0 : nil }
        if let current, current.account == signIn.account.id, current.isLive(at: now), let device,
            let renewed = try await renew(current, signIn, attempt, device: device, success: success)
        {
            return renewed
        }
        return try await start(signIn, attempt, verifiedAgainst: hash, ending: current, device: device?.secret, success: success)
    }

    private func current(_ cookie: Secret?) async throws -> SessionRecord? {
        guard let secret = cookie.flatMap(BrowserSecret.init(cookie:)) else { return nil }
        return try await sessions.find(secretHash: secret.hash)
    }

    /// Keeps `sid`, which the portals know the session by. A change of the password ends the session, so none needs to be compared.
    private func renew(
        _ current: SessionRecord, _ signIn: SignIn, _ attempt: SignInAttempt, device: KnownDevices.Presented, success: ThrottleSuccess
    ) async throws -> SignedIn? {
        let secret = BrowserSecret(from: world)
        let session = session(current.id, created: current.created, secret: secret, signIn, attempt)
        let event = event(.sessionStarted, session, attempt, renewed: true)
        guard try await sessions.renew(session, from: current.secretHash, success: success, audit: event) else { return nil }
        return SignedIn(session: session, sessionSecret: secret, deviceSecret: device.secret)
    }

    private func start(
        _ signIn: SignIn, _ attempt: SignInAttempt, verifiedAgainst hash: Secret, ending: SessionRecord?, device: BrowserSecret?,
        success: ThrottleSuccess
    ) async throws -> SignedIn? {
        let now = world.now()
        let secret = BrowserSecret(from: world)
        let device = device ?? BrowserSecret(from: world)
        let session = session(ID(world.token()), created: now, secret: secret, signIn, attempt)
        var events = [event(.sessionStarted, session, attempt, renewed: false)]
        if let ending { events.append(self.ending(ending, replacedBy: session, attempt)) }
        let record = KnownDeviceRecord(
            secretHash: device.hash, account: session.account, userAgent: attempt.origin.userAgent, created: now, lastUsed: now)
        let start = SessionStart(
            session: session, passwordHash: hash, ending: ending?.id, device: record, success: success, audit: events)
        guard try await sessions.start(start) else { return nil }
        return SignedIn(session: session, sessionSecret: secret, deviceSecret: device)
    }

    private func session(
        _ id: ID<Session>, created: Instant, secret: BrowserSecret, _ signIn: SignIn, _ attempt: SignInAttempt
    ) -> SessionRecord {
        let now = world.now()
        return SessionRecord(
            id: id, secretHash: secret.hash, account: signIn.account.id, authenticated: now, level: signIn.level, methods: signIn.methods,
            created: created, lastSeen: now, expiry: now + settings.lifetime, idleTimeout: settings.idleTimeout, origin: attempt.origin)
    }

    private func event(_ action: AuditAction, _ session: SessionRecord, _ attempt: SignInAttempt, renewed: Bool) -> AuditEvent {
        AuditEvent(
            action, at: session.authenticated, by: .person(session.account), account: session.account, address: attempt.origin.address,
            port: attempt.origin.port, requestID: attempt.requestID,
            details: [
                "session": .string(session.id.value), "level": .string(session.level.rawValue), "methods": JSON(session.methods),
                "renewed": .bool(renewed),
            ])
    }

    private func ending(_ ended: SessionRecord, replacedBy session: SessionRecord, _ attempt: SignInAttempt) -> AuditEvent {
        AuditEvent(
            .sessionEnded, at: session.authenticated, by: .person(session.account), account: ended.account,
            address: attempt.origin.address, port: attempt.origin.port, requestID: attempt.requestID,
            details: ["session": .string(ended.id.value), "reason": "replaced"])
    }
}
