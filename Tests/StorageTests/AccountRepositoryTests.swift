import Accounts
import Audit
import OAuth
import Primitives
import Storage
import Testing

@Suite struct AccountRepositoryTests {
    @Test(arguments: Driver.allCases)
    func accountComesBackAsItWent(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let person = try Sample.person()
        let found = try #require(try await scene.repositories.accounts.find(person.id))
        #expect(found.id == person.id && found.kind == .citizen && found.status == .active && found.assurance == .loa3)
        #expect(found.personalNumber == person.personalNumber && found.name.text == "Nguyễn Thị Hòa" && found.birthDate == person.birthDate)
        #expect(found.phone == person.phone && found.email == person.email && found.gender == "female")
        #expect(found.address == person.address && found.sealedOneTimeSeed == [1, 2, 3] && found.taxCode == nil)
        #expect(found.passwordHash?.exposed == person.passwordHash?.exposed)
        #expect(found.created == Sample.now && found.updated == Sample.now && found.revision == 1)
        #expect(try await scene.repositories.accounts.find(ID("absent")) == nil)
        try await scene.finish()
    }

    @Test(arguments: Driver.allCases)
    func signsInWithProvenIdentifiersOnly(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let accounts = scene.repositories.accounts
        for (typed, isFound) in [
            ("001090000001", true), ("0912 345 678", true), ("+84912345678", true), ("hoa@example.vn", false), ("001090000002", false),
        ] {
            #expect((try await accounts.find(signingInWith: SignInIdentifier.candidates(typed)) != nil) == isFound, "\(typed)")
        }
        try await scene.finish()
    }

    @Test(arguments: Driver.allCases)
    func identifierHasOneOwner(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let accounts = scene.repositories.accounts
        let event = Sample.event(.accountCreated)
        let sameNumber = try Sample.person(id: ID("b"), phone: nil)
        #expect(try await accounts.insert(sameNumber, audit: event) == .taken(.personalNumber))
        let samePhone = try Sample.person(id: ID("b"), number: "001090000002")
        #expect(try await accounts.insert(samePhone, audit: event) == .taken(.phone))
        // Naming somebody's number does not take it from them.
        let unproven = try Sample.person(id: ID("b"), number: "001090000002", isPhoneProven: false)
        #expect(try await accounts.insert(unproven, audit: event) == .written)
        var proven = unproven
        proven.phone?.isProven = true
        #expect(try await accounts.update(proven, from: 1, audit: Sample.event(.accountUpdated)) == .taken(.phone))
        try await scene.finish(.accountCreated)
    }

    @Test(arguments: Driver.allCases)
    func updateNeedsTheRevisionThatWasRead(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let accounts = scene.repositories.accounts
        var person = try Sample.person()
        person.phone = nil
        person.revision = 2
        #expect(try await accounts.update(person, from: 1, audit: Sample.event(.accountUpdated)) == .written)
        #expect(try await accounts.update(person, from: 1, audit: Sample.event(.accountUpdated)) == .stale)
        #expect(try await accounts.update(Sample.person(id: ID("b")), from: 1, audit: Sample.event(.accountUpdated)) == .absent)
        #expect(try await accounts.find(person.id)?.revision == 2)
        // The number is free again.
        #expect(
            try await accounts.insert(Sample.person(id: ID("b"), number: "001090000002"), audit: Sample.event(.accountCreated)) == .written)
        try await scene.finish(.accountUpdated, .accountCreated)
    }

    @Test(arguments: Driver.allCases)
    func newPasswordClearsTheCountersOfTheAccount(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let (mine, other) = (ThrottleKey(text: "mine", account: Sample.account), ThrottleKey(text: "other"))
        let state = ThrottleState(count: 5, time: Sample.now, expiry: nil)
        try await scene.repositories.throttles.change([mine, other]) { $0 = [state, state] }
        var person = try Sample.person()
        person.gender = "other"
        #expect(try await scene.repositories.accounts.update(person, from: 1, audit: Sample.event(.accountUpdated)) == .written)
        #expect(try await scene.repositories.throttles.change([mine, other]) { $0 } == [state, state])
        person.passwordHash = Secret("$argon2id$new")
        #expect(try await scene.repositories.accounts.update(person, from: 2, audit: Sample.event(.accountUpdated)) == .written)
        #expect(try await scene.repositories.throttles.change([mine, other]) { $0 } == [nil, state])
        try await scene.finish(.accountUpdated, .accountUpdated)
    }

    /// Whoever knew the old password is out: at the provider, at every portal, and as a known device.
    @Test(arguments: Driver.allCases)
    func newPasswordEndsAllThatTheOldOneOpened(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let offline = try Sample.code(for: Sample.authorization(scopes: ["openid", "offline_access"]))
        _ = try await scene.repositories.codes.insert(offline, answering: nil, audit: Sample.event(.authorizationCodeIssued))
        #expect(try await scene.redeem(offline) == .redeemed)
        var person = try Sample.person()
        person.passwordHash = Secret("$argon2id$new")
        #expect(try await scene.repositories.accounts.update(person, from: 1, audit: Sample.event(.accountUpdated)) == .written)
        #expect(try await scene.repositories.sessions.find(secretHash: Sample.hash("secret")) == nil)
        #expect(try await scene.repositories.tokens.find(Sample.hash("access"), at: Sample.now)?.revoked == true)
        #expect(try await scene.rotate("refresh", to: "next") == .ended)
        #expect(try await scene.repositories.knownDevices.list(of: Sample.account).isEmpty)
        #expect(try await scene.repositories.logouts.notices(of: Sample.session).map(\.state) == [.due])
        try await scene.finish(.authorizationCodeIssued, .tokensIssued, .accountUpdated)
    }

    @Test(arguments: Driver.allCases)
    func anotherChangeEndsNothing(driver: Driver) async throws {
        let scene = try await Scene(driver)
        var person = try Sample.person()
        person.gender = "other"
        #expect(try await scene.repositories.accounts.update(person, from: 1, audit: Sample.event(.accountUpdated)) == .written)
        #expect(try await scene.repositories.sessions.find(secretHash: Sample.hash("secret")) != nil)
        #expect(try await scene.repositories.knownDevices.list(of: Sample.account).count == 1)
        try await scene.finish(.accountUpdated)
    }

    /// A sign-in whose password was compared before the change, and that is written after it.
    @Test(arguments: Driver.allCases)
    func signInAgainstAnOldPasswordOpensNothing(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let (accounts, sessions) = (scene.repositories.accounts, scene.repositories.sessions)
        let late = Sample.session(id: ID("late"), secret: "late")
        #expect(try await sessions.start(Sample.start(late, passwordHash: "$argon2id$other")) == false)
        try await accounts.upgradePasswordHash(
            of: Sample.account, from: Secret("$argon2id$sample"), to: Secret("$argon2id$new"), audit: Sample.event(.accountUpdated))
        #expect(try await sessions.start(Sample.start(late)) == false)
        #expect(try await sessions.start(Sample.start(late, passwordHash: "$argon2id$new")))
        try await scene.finish(.accountUpdated, .sessionStarted)
    }

    @Test(arguments: Driver.allCases)
    func strongerHashReplacesOnlyTheOneItWasMadeFrom(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let accounts = scene.repositories.accounts
        let (old, new) = (Secret("$argon2id$sample"), Secret("$argon2id$stronger"))
        try await accounts.upgradePasswordHash(of: Sample.account, from: new, to: old, audit: Sample.event(.accountUpdated))
        try await accounts.upgradePasswordHash(of: Sample.account, from: old, to: new, audit: Sample.event(.accountUpdated))
        #expect(try await accounts.find(Sample.account)?.passwordHash?.exposed == new.exposed)
        try await scene.finish(.accountUpdated)
    }

    /// Locking ends all that was given; unlocking gives none of it back.
    @Test(arguments: Driver.allCases)
    func lockingEndsSessionsTokensAndCodes(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let (accounts, codes, tokens) = (scene.repositories.accounts, scene.repositories.codes, scene.repositories.tokens)
        let offline = try Sample.code(for: Sample.authorization(scopes: ["openid", "offline_access"]))
        _ = try await codes.insert(offline, answering: nil, audit: Sample.event(.authorizationCodeIssued))
        #expect(try await scene.redeem(offline) == .redeemed)
        let waiting = try Sample.code("waiting", for: Sample.authorization("grant-2", scopes: ["openid", "offline_access"]))
        _ = try await codes.insert(waiting, answering: nil, audit: Sample.event(.authorizationCodeIssued))

        #expect(try await accounts.set(.locked, of: Sample.account, at: Sample.now, audit: Sample.event(.accountLocked)) == .written)
        #expect(try await scene.repositories.sessions.find(secretHash: Sample.hash("secret")) == nil)
        #expect(try await scene.repositories.sessions.start(Sample.start(Sample.session(id: ID("late"), secret: "late"))) == false)
        #expect(try await scene.redeem(waiting) == .authorizationEnded)
        #expect(try await accounts.release(Sample.account, audit: Sample.event(.userInfoReleased)) == nil)
        #expect(try await scene.repositories.logouts.notices(of: Sample.session).map(\.state) == [.due])

        #expect(try await accounts.set(.active, of: Sample.account, at: Sample.now, audit: Sample.event(.accountUnlocked)) == .written)
        #expect(try await tokens.find(Sample.hash("access"), at: Sample.now)?.isLive(at: Sample.now) == false)
        #expect(try await scene.rotate("refresh", to: "next") == .ended)
        #expect(try await scene.redeem(waiting) == .authorizationEnded)
        #expect(try await accounts.set(.locked, of: ID("absent"), at: Sample.now, audit: Sample.event(.accountLocked)) == .absent)
        try await scene.finish(.authorizationCodeIssued, .tokensIssued, .authorizationCodeIssued, .accountLocked, .accountUnlocked)
    }

    @Test(arguments: Driver.allCases)
    func removedAccountLeavesOnlyHistory(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let code = try Sample.code()
        _ = try await scene.repositories.codes.insert(code, answering: nil, audit: Sample.event(.authorizationCodeIssued))
        #expect(try await scene.redeem(code) == .redeemed)
        #expect(
            try await scene.repositories.accounts.remove(Sample.account, at: Sample.now, audit: Sample.event(.accountDeleted)) == .written)
        #expect(
            try await scene.repositories.accounts.remove(Sample.account, at: Sample.now, audit: Sample.event(.accountDeleted)) == .absent)
        #expect(try await scene.repositories.tokens.find(Sample.hash("access"), at: Sample.now) == nil)
        #expect(try await scene.repositories.knownDevices.list(of: Sample.account).isEmpty)
        #expect(try await scene.repositories.logouts.notices(of: Sample.session).count == 1)
        #expect(try await scene.repositories.accounts.insert(Sample.person(id: ID("b")), audit: Sample.event(.accountCreated)) == .written)
        try await scene.finish(.authorizationCodeIssued, .tokensIssued, .accountDeleted, .accountCreated)
    }

    @Test(arguments: Driver.allCases)
    func operatorFindsAccounts(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let accounts = scene.repositories.accounts
        for (index, id) in ["b", "c", "d"].enumerated() {
            let person = try Sample.person(id: ID(id), number: "00109000001\(index)", phone: nil)
            #expect(try await accounts.insert(person, audit: Sample.event(.accountCreated)) == .written)
        }
        for (search, after, limit, expected) in [
            (nil, nil, 10, [Sample.account.value, "b", "c", "d"]), (nil, "b", 1, ["c"]), ("thi hoa", nil, 2, [Sample.account.value, "b"]),
            ("THỊ", "c", 10, ["d"]), ("001090000011", nil, 10, ["c"]), ("001090000011", "c", 10, []), ("hoa_", nil, 10, []),
            ("an", nil, 10, []),
        ] as [(String?, String?, Int, [String])] {
            let found = try await accounts.list(matching: search.map(AccountSearch.init), after: after.map { ID($0) }, limit: limit)
            #expect(found.map(\.id.value) == expected, "\(search ?? "all")")
        }
        try await scene.finish(.accountCreated, .accountCreated, .accountCreated)
    }
}
