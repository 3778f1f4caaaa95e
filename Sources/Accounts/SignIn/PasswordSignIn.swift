internal import Audit
package import Primitives

/// Sign-in with an identifier and a password.
///
/// Whether the account exists shows neither in the answer nor in the work: both ways read the same, count the same and hash once.
package struct PasswordSignIn: Sendable {
    private let accounts: any AccountStore
    private let throttles: any ThrottleStore
    private let passwords: PasswordAuthenticator
    private let devices: KnownDevices
    private let opening: SessionOpening
    private let throttle: Throttle
    private let key: [UInt8]
    private let world: World

    /// - Parameter key: 32 bytes of their own purpose, which keep identifiers out of the counters' names.
    package init(
        accounts: any AccountStore, sessions: any SessionStore, throttles: any ThrottleStore, devices: any KnownDeviceStore,
        passwords: PasswordAuthenticator, throttle: ThrottleSettings = ThrottleSettings(), session: SessionSettings = SessionSettings(),
        key: [UInt8], world: World
    ) {
        self.accounts = accounts
        self.throttles = throttles
        self.passwords = passwords
        self.devices = KnownDevices(store: devices, lifetime: session.deviceLifetime)
        opening = SessionOpening(sessions: sessions, settings: session, world: world)
        self.throttle = Throttle(settings: throttle)
        self.key = key
        self.world = world
    }

    /// - Throws: what a store throws; then nothing is known, and the answer is 503.
    package func signIn(_ attempt: SignInAttempt) async throws -> Result<SignedIn, SignInRejection> {
        let account = try await accounts.find(signingInWith: SignInIdentifier.candidates(attempt.typed))
        let device = try await devices.device(cookie: attempt.deviceCookie, at: world.now())
        let counters = counters(for: account, device: device, attempt)
        let begun = try await begin(counters, attempt, account: account)
        if let rejection = begun.verdict.rejection { return .failure(rejection) }
        return try await judge(attempt, account: account, device: device, counters: counters, begun: begun)
    }

    /// - Parameter isAgain: the account was read anew, since its password hash was replaced while the first one was compared.
    private func judge(
        _ attempt: SignInAttempt, account: AccountRecord?, device: KnownDevices.Presented?, counters: ThrottleCounters,
        begun: ThrottledAttempt, isAgain: Bool = false
    ) async throws -> Result<SignedIn, SignInRejection> {
        let proof = try await passwords.prove(attempt.password, against: account?.passwordHash)
        guard proof != .busy else {
            try await takeBack(begun, counters)
            return .failure(.busy)
        }
        guard let account, proof != .wrong else { return try await refuse(.wrongCredentials, attempt, account: account) }
        if let signedIn = try await open(account, attempt, device: device, success: counters.success) {
            if proof == .rightButWeaklyHashed { try await strengthen(account, attempt) }
            return .success(signedIn)
        }
        guard !isAgain, let present = try await rehashed(account) else { return try await refuse(.locked, attempt, account: account) }
        return try await judge(attempt, account: present, device: device, counters: counters, begun: begun, isAgain: true)
    }

    /// Nil when the account is locked, or its password hash is another by now.
    private func open(
        _ account: AccountRecord, _ attempt: SignInAttempt, device: KnownDevices.Presented?, success: ThrottleSuccess
    ) async throws -> SignedIn? {
        guard account.status == .active, let hash = account.passwordHash else { return nil }
        let signIn = SignIn(account: account, proving: .password)
        return try await opening.open(signIn, attempt, verifiedAgainst: hash, device: device, success: success)
    }

    /// The account as it is now, if its password was changed or hashed more strongly since it was read.
    private func rehashed(_ account: AccountRecord) async throws -> AccountRecord? {
        guard let present = try await accounts.find(account.id), present.status == .active, let hash = present.passwordHash,
            account.passwordHash?.matches(hash) == false
        else { return nil }
        return present
    }

    private func counters(for account: AccountRecord?, device: KnownDevices.Presented?, _ attempt: SignInAttempt) -> ThrottleCounters {
        guard let account else { return ThrottleCounters(stranger: attempt.typed, address: attempt.origin.address, key: key) }
        let known = device.flatMap { $0.isKnown(to: account.id) ? $0.secret.hash : nil }
        return ThrottleCounters(account: account.id, device: known, address: attempt.origin.address, key: key)
    }

    private func begin(_ counters: ThrottleCounters, _ attempt: SignInAttempt, account: AccountRecord?) async throws -> ThrottledAttempt {
        let now = world.now()
        let throttle = throttle
        return try await throttles.change(
            counters.keys, audit: { begun in begun.isNews ? begun.verdict.rejection.map { refusal($0, attempt, account: account) } : nil },
            { states in throttle.begin(counters, &states, at: now) })
    }

    /// An attempt that was not judged does not count, or a flood would lock people out.
    private func takeBack(_ begun: ThrottledAttempt, _ counters: ThrottleCounters) async throws {
        try await throttles.change(counters.keys) { Throttle.takeBack(begun, from: &$0) }
    }

    private func refuse(
        _ rejection: SignInRejection, _ attempt: SignInAttempt, account: AccountRecord?
    ) async throws -> Result<SignedIn, SignInRejection> {
        try await throttles.record(refusal(rejection, attempt, account: account))
        return .failure(rejection)
    }

    private func refusal(_ rejection: SignInRejection, _ attempt: SignInAttempt, account: AccountRecord?) -> AuditEvent {
        AuditEvent(
            .signInRefused, at: world.now(), by: .provider, account: account?.id, address: attempt.origin.address,
            port: attempt.origin.port, requestID: attempt.requestID,
            details: ["reason": .string(rejection.reason), "method": .string(SignIn.Factor.password.method)])
    }

    /// Replaces a weak hash while the password is at hand. The person is signed in already: when hashing is too busy now,
    /// the next sign-in does it.
    private func strengthen(_ account: AccountRecord, _ attempt: SignInAttempt) async throws {
        guard let old = account.passwordHash, let password = Password(String(decoding: attempt.password.exposed, as: UTF8.self)),
            let new = try await passwords.hashUnlessBusy(password)
        else { return }
        let event = AuditEvent(
            .accountUpdated, at: world.now(), by: .provider, account: account.id, requestID: attempt.requestID,
            details: ["members": ["passwordHash"]])
        try await accounts.upgradePasswordHash(of: account.id, from: old, to: new, audit: event)
    }
}

extension ThrottleVerdict {
    /// Nil when the guess may be made.
    var rejection: SignInRejection? {
        switch self {
        case .allowed: nil
        case .wait(let seconds): .throttled(retryAfter: seconds)
        case .exhausted: .recoveryNeeded
        }
    }
}
