internal import Audit
package import Primitives

/// Raises the session of somebody who is signed in, by asking only for what is missing. RFC 9470.
///
/// The session gets a new secret with every rise, so that a value seen at the lower level opens nothing at the higher. ASVS 5.0 7.2.4.
package struct StepUp: Sendable {
    package enum Outcome: Sendable {
        case raised(SignedIn)
        case refused(SignInRejection)
        /// Nobody is signed in any more, or nothing is missing.
        case nothingToProve
    }

    private let accounts: any AccountStore
    private let sessions: any SessionStore
    private let throttles: any ThrottleStore
    private let devices: KnownDevices
    private let lookup: SessionLookup
    private let authenticators: [any Authenticator]
    private let throttle: Throttle
    private let key: [UInt8]
    private let world: World

    /// - Parameters:
    ///   - authenticators: what can be proven after the password.
    ///   - key: 32 bytes of their own purpose, which keep addresses out of the counters' names.
    package init(
        accounts: any AccountStore, sessions: any SessionStore, throttles: any ThrottleStore, devices: any KnownDeviceStore,
        authenticators: [any Authenticator], throttle: ThrottleSettings = .codes, session: SessionSettings = SessionSettings(),
        key: [UInt8], world: World
    ) {
        self.accounts = accounts
        self.sessions = sessions
        self.throttles = throttles
        self.devices = KnownDevices(store: devices, lifetime: session.deviceLifetime)
        lookup = SessionLookup(sessions: sessions, settings: session, world: world)
        self.authenticators = authenticators
        self.throttle = Throttle(settings: throttle)
        self.key = key
        self.world = world
    }

    /// The highest level that any account can reach here.
    package var highestLevel: AssuranceLevel { SignIn.level(of: [.password] + authenticators.map(\.factor)) }

    /// The highest level that this account can reach: by what it has set up, and no higher than its proofing.
    package func reachableLevel(of account: AccountRecord) -> AssuranceLevel {
        let factors = authenticators.filter { $0.challenge(for: account) != nil }.map(\.factor)
        return min(SignIn.level(of: [.password] + factors), account.assurance)
    }

    /// What to ask the person of a session for; nil when nothing is left that they could prove.
    package func challenge(for account: AccountRecord, having methods: [String]) -> Challenge? {
        missing(for: account, having: methods)?.challenge
    }

    private func missing(for account: AccountRecord, having methods: [String]) -> (authenticator: any Authenticator, challenge: Challenge)?
    {
        for authenticator in authenticators where !methods.contains(authenticator.factor.method) {
            if let challenge = authenticator.challenge(for: account) { return (authenticator, challenge) }
        }
        return nil
    }

    /// - Throws: what a store throws; then nothing is known, and the answer is 503.
    package func raise(_ attempt: StepUpAttempt) async throws -> Outcome {
        guard let session = try await lookup.session(cookie: attempt.sessionCookie),
            let account = try await accounts.find(session.account), account.status == .active,
            let missing = missing(for: account, having: session.methods)
        else { return .nothingToProve }
        let device = try await devices.device(cookie: attempt.deviceCookie, at: world.now())
        let trusted = device.flatMap { $0.hasProvenMore(for: account.id) ? $0.secret.hash : nil }
        let counters = ThrottleCounters(codesOf: account.id, device: trusted, address: attempt.origin.address, key: key)
        let refusal = Refusal(account: account.id, factor: missing.authenticator.factor, attempt: attempt, time: world.now())
        if let rejection = try await begin(counters, refusal) { return .refused(rejection) }
        guard let proof = try missing.authenticator.prove(attempt.answer, for: account) else {
            return try await refuse(.wrongCode, refusal)
        }
        let signIn = SignIn(continuing: session, of: account, proving: missing.authenticator.factor)
        return try await raise(session, to: signIn, by: proof, attempt, device: device, success: counters.success, refusal)
    }

    /// Counts the attempt before its secret is looked at.
    private func begin(_ counters: ThrottleCounters, _ refusal: Refusal) async throws -> SignInRejection? {
        let (throttle, now) = (throttle, world.now())
        let begun = try await throttles.change(
            counters.keys, audit: { begun in begun.isNews ? begun.verdict.rejection.map(refusal.event) : nil },
            { states in throttle.begin(counters, &states, at: now) })
        return begun.verdict.rejection
    }

    private func refuse(_ rejection: SignInRejection, _ refusal: Refusal) async throws -> Outcome {
        try await throttles.record(refusal.event(rejection))
        return .refused(rejection)
    }

    private func raise(
        _ session: SessionRecord, to signIn: SignIn, by proof: FactorProof, _ attempt: StepUpAttempt, device: KnownDevices.Presented?,
        success: ThrottleSuccess, _ refusal: Refusal
    ) async throws -> Outcome {
        let now = world.now()
        let secret = BrowserSecret(from: world)
        // A device that only others have signed in from is a stranger's: it is not adopted.
        let deviceSecret = device.flatMap { $0.isKnown(to: session.account) ? $0.secret : nil } ?? BrowserSecret(from: world)
        var raised = session
        raised.secretHash = secret.hash
        raised.authenticated = now
        raised.level = signIn.level
        raised.methods = signIn.methods
        raised.lastSeen = now
        raised.origin = attempt.origin
        let record = KnownDeviceRecord(
            secretHash: deviceSecret.hash, account: session.account, userAgent: attempt.origin.userAgent, created: now, lastUsed: now,
            hasProvenMore: true)
        let raise = SessionRaise(
            session: raised, formerSecretHash: session.secretHash, proof: proof, device: record, success: success,
            audit: event(raised, attempt))
        switch try await sessions.raise(raise) {
        case .raised: return .raised(SignedIn(session: raised, sessionSecret: secret, deviceSecret: deviceSecret))
        case .ended: return .nothingToProve
        case .spent: return try await refuse(.codeUsed, refusal)
        }
    }

    private func event(_ session: SessionRecord, _ attempt: StepUpAttempt) -> AuditEvent {
        AuditEvent(
            .sessionRaised, at: session.authenticated, by: .person(session.account), account: session.account,
            address: attempt.origin.address, port: attempt.origin.port, requestID: attempt.requestID,
            details: [
                "session": .string(session.id.value), "level": .string(session.level.rawValue), "methods": JSON(session.methods),
            ])
    }

    /// One attempt that is not granted, for history.
    private struct Refusal: Sendable {
        let account: ID<Account>
        let factor: SignIn.Factor
        let attempt: StepUpAttempt
        let time: Instant

        func event(_ rejection: SignInRejection) -> AuditEvent {
            AuditEvent(
                .signInRefused, at: time, by: .provider, account: account, address: attempt.origin.address, port: attempt.origin.port,
                requestID: attempt.requestID, details: ["reason": .string(rejection.reason), "method": .string(factor.method)])
        }
    }
}
