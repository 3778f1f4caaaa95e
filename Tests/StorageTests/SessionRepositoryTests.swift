import Accounts
import Audit
import OAuth
import Primitives
import Storage
import Testing

@Suite struct SessionRepositoryTests {
    @Test(arguments: Driver.allCases)
    func sessionComesBackAsItWent(driver: Driver) async throws {
        let scene = try await Scene(driver)
        #expect(try await scene.repositories.sessions.find(secretHash: Sample.hash("secret")) == Sample.session())
        #expect(try await scene.repositories.sessions.find(secretHash: Sample.hash("other")) == nil)
        #expect(try await scene.repositories.knownDevices.find(secretHash: Sample.hash("device")).map(\.account) == [Sample.account])
        try await scene.finish()
    }

    @Test(arguments: Driver.allCases)
    func newSessionEndsTheBrowsersFormerOne(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let sessions = scene.repositories.sessions
        let second = Sample.session(id: ID("session-2"), secret: "second")
        #expect(try await sessions.start(Sample.start(second, ending: Sample.session)))
        #expect(try await sessions.list(of: Sample.account).map(\.id.value) == ["session-2"])
        // A former session that had ended already is not ended twice.
        let third = Sample.session(id: ID("session-3"), secret: "third")
        #expect(try await sessions.start(Sample.start(third, ending: Sample.session)))
        try await scene.finish(.sessionStarted, .sessionEnded, .sessionStarted)
    }

    @Test(arguments: Driver.allCases)
    func successSettlesTheCounters(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let keys = [ThrottleKey(text: "person", account: Sample.account), ThrottleKey(text: "address"), ThrottleKey(text: "empty")]
        let state = ThrottleState(count: 2, time: Sample.now, expiry: Sample.now + 60)
        try await scene.repositories.throttles.change(keys) { $0 = [state, state, ThrottleState(count: 0, time: Sample.now, expiry: nil)] }
        let success = ThrottleSuccess(cleared: [keys[0]], returned: [keys[1], keys[2]])
        #expect(try await scene.repositories.sessions.start(Sample.start(Sample.session(id: ID("s2"), secret: "s2"), success: success)))
        #expect(try await scene.repositories.throttles.change(keys) { $0.map { $0?.count } } == [nil, 1, 0])
        try await scene.finish(.sessionStarted)
    }

    @Test(arguments: Driver.allCases)
    func thousandAttemptsAreAllCounted(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let (throttles, key) = (scene.repositories.throttles, ThrottleKey(text: "person", account: Sample.account))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<1_000 {
                group.addTask {
                    try await throttles.change([key]) { states in
                        states[0] = ThrottleState(count: (states[0]?.count ?? 0) + 1, time: Sample.now, expiry: nil)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await throttles.change([key]) { $0[0]?.count } == 1_000)
        try await scene.finish()
    }

    @Test(arguments: Driver.allCases)
    func renewalNeedsTheSecretThatWasRead(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let sessions = scene.repositories.sessions
        var risen = Sample.session(secret: "risen")
        risen.level = .loa4
        let none = ThrottleSuccess(cleared: [], returned: [])
        #expect(try await sessions.renew(risen, from: Sample.hash("secret"), success: none, audit: Sample.event(.sessionStarted)))
        #expect(try await sessions.renew(risen, from: Sample.hash("secret"), success: none, audit: Sample.event(.sessionStarted)) == false)
        #expect(try await sessions.find(secretHash: Sample.hash("secret")) == nil)
        #expect(try await sessions.find(secretHash: Sample.hash("risen")) == risen)
        try await scene.finish(.sessionStarted)
    }

    @Test(arguments: Driver.allCases)
    func touchNeverMovesBackwards(driver: Driver) async throws {
        let scene = try await Scene(driver)
        for seconds: Int64 in [90, 60] { try await scene.repositories.sessions.touch(Sample.session, at: Sample.now + seconds) }
        #expect(try await scene.repositories.sessions.find(secretHash: Sample.hash("secret"))?.lastSeen == Sample.now + 90)
        try await scene.finish()
    }

    @Test(arguments: Driver.allCases)
    func endIsRecordedOnceAndOwesEachPortalOneNotice(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let logouts = scene.repositories.logouts
        let code = try Sample.code()
        _ = try await scene.repositories.codes.insert(code, answering: nil, audit: Sample.event(.authorizationCodeIssued))
        #expect(try await scene.redeem(code) == .redeemed)
        #expect(try await logouts.participants(of: Sample.session) == [Sample.participant])
        #expect(try await logouts.session(of: Sample.client, sid: "sid-1") == Sample.session)
        #expect(try await logouts.session(of: ID("other"), sid: "sid-1") == nil)

        let changes = try await withThrowingTaskGroup(of: Change.self, returning: Int.self) { group in
            for _ in 0..<50 {
                group.addTask { try await logouts.end(Sample.session, at: Sample.now + 1, audit: Sample.event(.sessionEnded)) }
            }
            return try await group.reduce(0) { $0 + ($1 == .changed ? 1 : 0) }
        }
        #expect(changes == 1)
        #expect(try await scene.repositories.sessions.end(Sample.session, at: Sample.now, audit: Sample.event(.sessionEnded)) == false)
        #expect(try await scene.repositories.tokens.find(Sample.hash("access"), at: Sample.now)?.isLive(at: Sample.now) == false)
        let notice = try #require(try await logouts.notices(of: Sample.session).first)
        #expect(notice.participant == Sample.participant && notice.state == .due && notice.attempts == 0)
        try await scene.finish(.authorizationCodeIssued, .tokensIssued, .sessionEnded)
    }

    /// A portal that ends a session by its hint does not say whose it is; history does.
    @Test(arguments: Driver.allCases)
    func endNamesTheAccount(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let event = AuditEvent(.sessionEnded, at: Sample.now, by: .client(Sample.client))
        #expect(try await scene.repositories.logouts.end(Sample.session, at: Sample.now, audit: event) == .changed)
        let accounts = try await scene.database.read {
            try $0.query("SELECT account FROM audit_event WHERE action = 'session.ended'") { $0.optionalText(0) }
        }
        #expect(accounts == [Sample.account.value])
        try await scene.finish(.sessionEnded)
    }

    /// What the core decides to write down is written with the counters, or not at all.
    @Test(arguments: Driver.allCases)
    func refusalIsWrittenWithTheCounters(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let key = ThrottleKey(text: "person", account: Sample.account)
        let state = ThrottleState(count: 5, time: Sample.now, expiry: nil, reported: Sample.now + 1)
        for isNews in [true, false] {
            _ = try await scene.repositories.throttles.change([key], audit: { $0 ? Sample.event(.signInRefused) : nil }) { states in
                states = [state]
                return isNews
            }
        }
        #expect(try await scene.repositories.throttles.change([key]) { $0 } == [state])
        try await scene.finish(.signInRefused)
    }

    @Test(arguments: Driver.allCases)
    func endAllKeepsTheOneThatAsks(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let sessions = scene.repositories.sessions
        for name in ["s2", "s3"] { #expect(try await sessions.start(Sample.start(Sample.session(id: ID(name), secret: name)))) }
        let ended = try await sessions.endAll(of: Sample.account, except: ID("s2"), at: Sample.now) { _ in Sample.event(.sessionEnded) }
        #expect(Set(ended) == [Sample.session, ID("s3")])
        #expect(try await sessions.list(of: Sample.account).map(\.id.value) == ["s2"])
        try await scene.finish(.sessionStarted, .sessionStarted, .sessionEnded, .sessionEnded)
    }

    @Test(arguments: Driver.allCases)
    func deviceIsForgottenOnce(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let devices = scene.repositories.knownDevices
        let event = Sample.event(.sessionEnded)
        #expect(try await devices.remove(secretHash: Sample.hash("device"), of: Sample.account, audit: event))
        #expect(try await devices.remove(secretHash: Sample.hash("device"), of: Sample.account, audit: event) == false)
        try await scene.finish(.sessionEnded)
    }

    /// Two workers never send one notice; a claim that nobody answers for runs out.
    @Test(arguments: Driver.allCases)
    func noticeIsClaimedByOneWorkerAtATime(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let logouts = scene.repositories.logouts
        let code = try Sample.code()
        _ = try await scene.repositories.codes.insert(code, answering: nil, audit: Sample.event(.authorizationCodeIssued))
        #expect(try await scene.redeem(code) == .redeemed)
        #expect(try await logouts.end(Sample.session, at: Sample.now, audit: Sample.event(.sessionEnded)) == .changed)
        let claims = try await withThrowingTaskGroup(of: [LogoutNotice].self, returning: [LogoutNotice].self) { group in
            for _ in 0..<20 {
                group.addTask { try await logouts.claimDue(of: nil, at: Sample.now, claimedUntil: Sample.now + 30) { _ in 10 } }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(claims.map(\.participant) == [Sample.participant])
        #expect(try await logouts.claimDue(of: nil, at: Sample.now + 29, claimedUntil: Sample.now + 60) { _ in 10 }.isEmpty)
        let again = try await logouts.claimDue(of: nil, at: Sample.now + 30, claimedUntil: Sample.now + 60) { _ in 10 }
        let id = try #require(again.first?.id)
        try await logouts.record(.confirmed, for: id, attempts: 1, nextAttempt: Sample.now + 60, audit: Sample.event(.logoutConfirmed))
        #expect(try await logouts.claimDue(of: nil, at: Sample.now + 3_600, claimedUntil: Sample.now + 7_200) { _ in 10 }.isEmpty)
        #expect(try await logouts.notices(of: Sample.session).map(\.state) == [.confirmed])
        try await scene.finish(.authorizationCodeIssued, .tokensIssued, .sessionEnded, .logoutConfirmed)
    }

    /// A portal whose notices wait in their thousands is passed over when it has no place, and takes no more than it has.
    @Test(arguments: Driver.allCases)
    func noticesAreClaimedByThePlacesOfEachClient(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let logouts = scene.repositories.logouts
        try await scene.database.write { connection in
            for (client, count) in [("dead", 40), ("busy", 5), ("well", 3)] {
                for number in 0..<count {
                    try connection.execute(
                        """
                        INSERT INTO logout_notice (id, session, client, sid, subject, state, attempts, next_attempt, created)
                        VALUES (?1, ?2, ?3, 'sid', 'subject', 'due', 0, ?4, ?4)
                        """,
                        [.text("s\(number) \(client)"), .text("s\(number)"), .text(client), SQLValue(Sample.now + Int64(number - 100))])
                }
            }
        }
        let places = ["dead": 0, "busy": 2, "well": 8]
        let free: @Sendable (ID<Client>) -> Int = { places[$0.value] ?? 0 }
        let own = try await logouts.claimDue(of: ID("s2"), at: Sample.now, claimedUntil: Sample.now + 30, places: free)
        #expect(Set(own.map(\.id.value)) == ["s2 busy", "s2 well"])
        let rest = try await logouts.claimDue(of: nil, at: Sample.now, claimedUntil: Sample.now + 30, places: free)
        #expect(Set(rest.map(\.id.value)) == ["s0 busy", "s1 busy", "s0 well", "s1 well"])
        #expect(try await logouts.claimDue(of: nil, at: Sample.now, claimedUntil: Sample.now + 30) { _ in 0 }.isEmpty)
        let freed = try await logouts.claimDue(of: nil, at: Sample.now, claimedUntil: Sample.now + 30) { $0.value == "dead" ? 3 : 0 }
        #expect(Set(freed.map(\.id.value)) == ["s0 dead", "s1 dead", "s2 dead"])
        await scene.database.close()
    }
}
