import Accounts
import Primitives
import Storage
import Testing
import TokenCrypto

@Suite struct PasswordSignInTests {
    @Test func aRightPasswordStartsASession() async throws {
        let provider = try await Provider()
        let account = try await provider.create()
        let signedIn = try await provider.attempt().get()
        #expect(signedIn.session.account == account.id)
        #expect(signedIn.session.level == .loa1)
        #expect(signedIn.session.methods == ["pwd"])
        #expect(signedIn.session.authenticated == provider.clock.now)
        #expect(try await provider.lookup.session(cookie: signedIn.sessionSecret.cookieValue) == signedIn.session)
        #expect(try await provider.devices.find(secretHash: signedIn.deviceSecret.hash).map(\.account) == [account.id])
        #expect(try await provider.history() == ["schema.migrated", "account.created", "session.started"])
    }

    @Test(arguments: ["001 099 012 345", "0912345678", "+84 912 345 678", " 001099012345 "])
    func everyProvenIdentifierSignsIn(identifier: String) async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        #expect(try await provider.attempt(identifier).rejection == nil)
    }

    @Test(arguments: [
        ("hoa@example.vn", Provider.password), ("001099012345", "wrong"), ("001099012345", ""), ("001099012345", Provider.password + " "),
        ("001099012345", Provider.password.uppercased()), ("079203000123", Provider.password), ("", ""), ("' OR 1=1 --", "x"),
        ("００１０９９０１２３４５", Provider.password), ("001099012345", String(repeating: "a", count: 60_000)),
    ])
    func allThatIsWrongHasOneAnswer(identifier: String, password: String) async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        #expect(try await provider.attempt(identifier, password).rejection == .wrongCredentials)
        #expect(try await provider.history().last == "sign-in.refused")
    }

    @Test func anAccountWithoutAPasswordHasTheSameAnswer() async throws {
        let provider = try await Provider()
        let account = try await provider.create()
        _ = try await provider.update(account.id, #"{"password": null}"#)
        #expect(try await provider.attempt().rejection == .wrongCredentials)
    }

    @Test func `NFC and NFD keyboards let the same person in`() async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        let decomposed = String(String.UnicodeScalarView(Provider.password.canonicallyDecomposed))
        #expect(!decomposed.utf8.elementsEqual(Provider.password.utf8))
        #expect(try await provider.attempt("001099012345", decomposed).rejection == nil)
    }

    @Test func onlyWhoKnowsThePasswordLearnsOfALock() async throws {
        let provider = try await Provider()
        let account = try await provider.create()
        let signedIn = try await provider.attempt().get()
        try await provider.lifecycle.lock(account.id)
        #expect(try await provider.attempt("001099012345", "wrong").rejection == .wrongCredentials)
        #expect(try await provider.attempt().rejection == .locked)
        #expect(try await provider.lookup.session(cookie: signedIn.sessionSecret.cookieValue) == nil)
        try await provider.lifecycle.unlock(account.id)
        #expect(try await provider.lookup.session(cookie: signedIn.sessionSecret.cookieValue) == nil, "unlocking revives nothing")
        #expect(try await provider.attempt().rejection == nil)
    }

    @Test func aRemovedAccountIsUnknown() async throws {
        let provider = try await Provider()
        let account = try await provider.create()
        let signedIn = try await provider.attempt().get()
        try await provider.lifecycle.remove(account.id)
        #expect(try await provider.attempt().rejection == .wrongCredentials)
        #expect(try await provider.lookup.session(cookie: signedIn.sessionSecret.cookieValue) == nil)
        #expect(try await provider.create().id != account.id)
    }

    @Test(arguments: ["001099012345", "079203000123", "nobody"])
    func aGuesserIsSlowedDownWhoeverItIs(identifier: String) async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        for _ in 0..<5 { #expect(try await provider.attempt(identifier, "wrong").rejection == .wrongCredentials) }
        #expect(try await provider.attempt(identifier, "wrong").rejection == .throttled(retryAfter: 30))
        #expect(try await provider.attempt(identifier, Provider.password).rejection == .throttled(retryAfter: 30))
        provider.clock.advance(by: 30)
        #expect(try await provider.attempt(identifier, "wrong").rejection == .wrongCredentials)
        #expect(try await provider.attempt(identifier, "wrong").rejection == .throttled(retryAfter: 60))
    }

    @Test func changingAddressOrIdentifierDoesNotHelp() async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        for (index, identifier) in ["001099012345", "0912345678", "+84912345678", "001.099.012.345", "0912 345 678"].enumerated() {
            #expect(try await provider.attempt(identifier, "wrong", address: "192.0.2.\(index)").rejection == .wrongCredentials)
        }
        #expect(try await provider.attempt("0912-345-678", "wrong", address: "203.0.113.9").rejection == .throttled(retryAfter: 30))
    }

    @Test func parallelGuessesAreAllCounted() async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        let outcomes = try await withThrowingTaskGroup(of: SignInRejection?.self) { group in
            for _ in 0..<40 { group.addTask { try await provider.attempt("001099012345", "wrong").rejection } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == .wrongCredentials } == 5)
        #expect(outcomes.count { $0 == .throttled(retryAfter: 30) } == 35)
    }

    @Test func aGuesserNeverLocksAKnownDeviceOut() async throws {
        var throttle = ThrottleSettings()
        throttle.maximumFailures = 7
        let provider = try await Provider(throttle: throttle)
        _ = try await provider.create()
        let device = try await provider.attempt().get().deviceSecret.cookieValue
        for _ in 0..<7 {
            #expect(try await provider.attempt("001099012345", "wrong").rejection == .wrongCredentials)
            provider.clock.advance(by: 3600)
        }
        #expect(try await provider.attempt().rejection == .recoveryNeeded)
        #expect(try await provider.attempt(device: device).rejection == nil)
        #expect(try await provider.attempt().rejection == .recoveryNeeded, "the owner's success gives the guesser no second row")
    }

    @Test func anOperatorLetsSomebodyInAgain() async throws {
        let provider = try await Provider()
        let account = try await provider.create()
        for _ in 0..<5 { _ = try await provider.attempt("001099012345", "wrong") }
        #expect(try await provider.attempt().rejection == .throttled(retryAfter: 30))
        try await provider.lifecycle.unlock(account.id)
        #expect(try await provider.attempt().rejection == nil)
        for _ in 0..<5 { _ = try await provider.attempt("001099012345", "wrong") }
        _ = try await provider.update(account.id, #"{"password": "another password"}"#)
        #expect(try await provider.attempt("001099012345", "another password").rejection == nil)
    }

    @Test func aDeviceIsKnownToItsAccountAlone() async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        _ = try await provider.create(#"{"kind": "citizen", "name": "An", "personalNumber": "079203000123", "password": "password-of-an"}"#)
        let device = try await provider.attempt("079203000123", "password-of-an").get().deviceSecret.cookieValue
        for _ in 0..<5 { #expect(try await provider.attempt("001099012345", "wrong", device: device).rejection == .wrongCredentials) }
        #expect(try await provider.attempt(device: device).rejection == .throttled(retryAfter: 30))
        #expect(try await provider.attempt().rejection == .throttled(retryAfter: 30), "a stranger's device counts as a stranger's")
    }

    /// Whoever plants their own device in somebody's browser must not become a device that the other's account knows.
    @Test func aDeviceOfAnotherAccountIsNotAdopted() async throws {
        let provider = try await Provider()
        let victim = try await provider.create()
        let attacker = try await provider.create(
            #"{"kind": "citizen", "name": "An", "personalNumber": "079203000123", "password": "password-of-an"}"#)
        let planted = try await provider.attempt("079203000123", "password-of-an").get().deviceSecret
        let own = try await provider.attempt(device: planted.cookieValue).get().deviceSecret
        #expect(own.hash != planted.hash)
        #expect(try await provider.devices.find(secretHash: planted.hash).map(\.account) == [attacker.id])
        #expect(try await provider.devices.find(secretHash: own.hash).map(\.account) == [victim.id])
        #expect(try await provider.attempt(device: own.cookieValue).get().deviceSecret.hash == own.hash, "one's own is kept")
    }

    @Test func aFloodOfRefusalsIsOneLineOfHistory() async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        for _ in 0..<5 { _ = try await provider.attempt("001099012345", "wrong") }
        for _ in 0..<20 { #expect(try await provider.attempt("001099012345", "wrong").rejection == .throttled(retryAfter: 30)) }
        let reasons = try await provider.database.read { connection in
            try connection.query("SELECT details FROM audit_event WHERE action = 'sign-in.refused' ORDER BY sequence") { row in
                (try? JSON(parsing: row.text(0)))?["reason"]?.string
            }
        }
        #expect(reasons == [String](repeating: "wrong-credentials", count: 5) + ["throttled"])
    }

    @Test func aChangedPasswordEndsWhatTheOldOneOpened() async throws {
        let provider = try await Provider()
        let account = try await provider.create()
        let old = try await provider.attempt().get()
        _ = try await provider.update(account.id, #"{"password": "another password"}"#)
        #expect(try await provider.lookup.session(cookie: old.sessionSecret.cookieValue) == nil)
        #expect(try await provider.devices.list(of: account.id).isEmpty)
        #expect(try await provider.attempt().rejection == .wrongCredentials)
        #expect(try await provider.attempt("001099012345", "another password").rejection == nil)
    }

    /// All of them compare the same weak hash, and the first to finish replaces it.
    @Test func signInsAtOnceSurviveTheReplacementOfAWeakHash() async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        let stronger = try await Provider(
            parameters: PasswordHashParameters(memoryKiB: 20_480, iterations: 2, parallelism: 1), on: provider)
        let rejections = try await withThrowingTaskGroup(of: SignInRejection?.self) { group in
            for _ in 0..<4 { group.addTask { try await stronger.attempt().rejection } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(rejections == [nil, nil, nil, nil])
    }

    @Test func anAddressHasABudgetThatKnownDevicesDoNotNeed() async throws {
        var throttle = ThrottleSettings()
        throttle.addressBudget = 6
        let provider = try await Provider(throttle: throttle)
        _ = try await provider.create()
        let device = try await provider.attempt().get().deviceSecret.cookieValue
        for number in 0..<6 { #expect(try await provider.attempt("stranger \(number)", "wrong").rejection == .wrongCredentials) }
        #expect(try await provider.attempt().rejection == .throttled(retryAfter: 600), "the success before was given back")
        #expect(try await provider.attempt(address: "192.0.2.2").rejection == nil)
        #expect(try await provider.attempt(device: device).rejection == nil)
    }

    @Test func aFloodIsShedAndNotCounted() async throws {
        let pool = try PasswordHashPool(threads: 1, queueLimit: 1)
        let provider = try await Provider(pool: pool)
        _ = try await provider.create()
        let outcomes = try await withThrowingTaskGroup(of: SignInRejection?.self) { group in
            for number in 0..<60 { group.addTask { try await provider.attempt("stranger \(number)", "wrong").rejection } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.contains(.busy))
        let counted = try await provider.database.read { connection in
            try connection.first("SELECT SUM(attempts) FROM throttle WHERE id LIKE 'stranger:%'", []) { $0.integer(0) }
        }
        #expect(counted == Int64(outcomes.count { $0 == .wrongCredentials }))
    }

    @Test func aWeakHashIsReplacedAtSignIn() async throws {
        let provider = try await Provider()
        let account = try await provider.create()
        let stronger = try await Provider(
            parameters: PasswordHashParameters(memoryKiB: 20_480, iterations: 2, parallelism: 1), on: provider)
        #expect(try await stronger.attempt().rejection == nil)
        let hash = try #require(try await provider.accounts.find(account.id)?.passwordHash)
        #expect(String(decoding: hash.exposed, as: UTF8.self).contains("m=20480"))
        #expect(try await provider.history().suffix(2) == ["session.started", "account.updated"])
        #expect(try await stronger.attempt().rejection == nil)
    }
}
