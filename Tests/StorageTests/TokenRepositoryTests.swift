import Accounts
import Audit
import OAuth
import Primitives
import Storage
import Testing

@Suite struct TokenRepositoryTests {
    static func redeemed(_ driver: Driver, scopes: [String] = ["openid", "profile"]) async throws -> Scene {
        let scene = try await Scene(driver)
        let code = try Sample.code(for: Sample.authorization(scopes: scopes))
        #expect(try await scene.repositories.codes.insert(code, answering: nil, audit: Sample.event(.authorizationCodeIssued)) == .changed)
        #expect(try await scene.redeem(code) == .redeemed)
        return scene
    }

    @Test(arguments: Driver.allCases)
    func codeComesBackAsItWent(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let code = try Sample.code()
        #expect(try await scene.repositories.codes.insert(code, answering: nil, audit: Sample.event(.authorizationCodeIssued)) == .changed)
        #expect(try await scene.repositories.codes.find(code.hash) == code)
        #expect(try await scene.repositories.codes.find(Sample.hash("other")) == nil)
        try await scene.finish(.authorizationCodeIssued)
    }

    /// A refresh token that is not rotated lives on by being used, and dies with what it stands for. FAPI 2.0 §5.3.2.1.
    @Test(arguments: Driver.allCases)
    func isRenewedWithoutAnother(driver: Driver) async throws {
        let scene = try await Self.redeemed(driver)
        let later = Sample.now + 1_000
        var renewed = Sample.token("refresh", .refresh, lifetime: 90_000)
        func renew(_ number: Int, _ action: AuditAction = .accessTokenRefreshed) async throws -> Rotation {
            try await scene.repositories.refreshTokens.renew(
                renewed, at: later, access: Sample.token("access \(number)", .access, lifetime: 1_600),
                audit: Sample.event(action, at: later))
        }
        #expect(try await renew(1) == .rotated)
        #expect(try await renew(2) == .rotated)
        #expect(try await scene.repositories.tokens.find(renewed.hash, at: later)?.token.expires == renewed.expires)
        renewed.expires = later
        #expect(try await renew(3) == .rotated, "no use makes it shorter")
        #expect(try await scene.repositories.tokens.find(renewed.hash, at: later)?.token.expires == Sample.now + 90_000)
        #expect(try await scene.repositories.tokens.find(Sample.hash("access 2"), at: later)?.isLive(at: later) == true)
        try await scene.repositories.tokens.revoke(ID("grant-1"), audit: Sample.event(.tokenRevoked))
        #expect(try await renew(4) == .ended)
        #expect(try await scene.repositories.tokens.find(Sample.hash("access 4"), at: later) == nil)
        try await scene.finish(
            .authorizationCodeIssued, .tokensIssued, .accessTokenRefreshed, .accessTokenRefreshed, .accessTokenRefreshed, .tokenRevoked)
    }

    /// One request is answered once: with a code, or not at all.
    @Test(arguments: Driver.allCases)
    func pendingRequestIsAnsweredOnce(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let (pendings, codes) = (scene.repositories.pendingAuthorizations, scene.repositories.codes)
        var pending = PendingAuthorization(
            hash: Sample.hash("pending"), browserHash: Sample.hash("browser"), parameters: ["client_id": "portal", "state": "a\"b"],
            created: Sample.now, expires: Sample.now + 600)
        try await pendings.insert(pending)
        #expect(try await pendings.find(pending.hash) == pending)
        try await pendings.recordAuthentication(Sample.session, for: pending.hash)
        try await pendings.recordConsent(in: Sample.session, for: pending.hash)
        pending.authenticatedSession = Sample.session
        pending.consentedSession = Sample.session
        #expect(try await pendings.find(pending.hash) == pending)
        let answers = try await withThrowingTaskGroup(of: Change.self, returning: Int.self) { group in
            for number in 0..<100 {
                group.addTask {
                    try await codes.insert(
                        Sample.code("code \(number)"), answering: .pending(Sample.hash("pending")),
                        audit: Sample.event(.authorizationCodeIssued))
                }
            }
            return try await group.reduce(0) { $0 + ($1 == .changed ? 1 : 0) }
        }
        #expect(answers == 1)
        #expect(try await pendings.remove(pending.hash, audit: Sample.event(.consentDenied)) == .absent)
        try await scene.finish(.authorizationCodeIssued)
    }

    @Test(arguments: Driver.allCases)
    func refusalIsRecordedOnce(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let pendings = scene.repositories.pendingAuthorizations
        try await pendings.insert(
            PendingAuthorization(
                hash: Sample.hash("pending"), browserHash: Sample.hash("browser"), parameters: [:], created: Sample.now,
                expires: Sample.now + 600))
        let denial = Sample.event(.consentDenied)
        #expect(try await pendings.remove(Sample.hash("pending"), audit: denial) == .changed)
        #expect(try await pendings.remove(Sample.hash("pending"), audit: denial) == .absent)
        let late = try Sample.code()
        #expect(
            try await scene.repositories.codes.insert(
                late, answering: .pending(Sample.hash("pending")), audit: Sample.event(.authorizationCodeIssued))
                == .absent)
        try await scene.finish(.consentDenied)
    }

    /// RFC 6749 §4.1.2: one of a thousand who present the code gets tokens, and the others end them.
    @Test(arguments: Driver.allCases)
    func `§4.1.2 thousand races on one code have one winner`(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let code = try Sample.code()
        _ = try await scene.repositories.codes.insert(code, answering: nil, audit: Sample.event(.authorizationCodeIssued))
        let results = try await withThrowingTaskGroup(of: Redemption.self, returning: [Redemption].self) { group in
            for number in 0..<1_000 {
                group.addTask { try await scene.redeem(code, tokens: [Sample.token("access \(number)", .access)]) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count { $0 == .redeemed } == 1)
        #expect(results.count { $0 == .alreadyRedeemed } == 999)
        let tokens = try await scene.database.read { try $0.query("SELECT hash FROM token") { $0.bytes(0) } }
        #expect(tokens.count == 1)
        let state = try await scene.repositories.tokens.find(try #require(tokens.first), at: Sample.now)
        #expect(state?.revoked == true)
        await scene.database.close()
    }

    /// Offline access begins with tokens: a code that was not redeemed before the sign-out gives none after it.
    @Test(arguments: Driver.allCases, [["openid"], ["openid", "offline_access"]])
    func codeEndsWithItsSession(driver: Driver, scopes: [String]) async throws {
        let scene = try await Scene(driver)
        let code = try Sample.code(for: Sample.authorization(scopes: scopes))
        _ = try await scene.repositories.codes.insert(code, answering: nil, audit: Sample.event(.authorizationCodeIssued))
        _ = try await scene.repositories.sessions.end(Sample.session, at: Sample.now, audit: Sample.event(.sessionEnded))
        #expect(try await scene.redeem(code) == .authorizationEnded)
        try await scene.finish(.authorizationCodeIssued, .sessionEnded)
    }

    @Test(arguments: Driver.allCases, [(59, .redeemed), (60, .expired), (3_600, .expired)] as [(Int64, Redemption)])
    func `§4.1.2 an expired code is not redeemed, whoever asks`(driver: Driver, age: (Int64, Redemption)) async throws {
        let scene = try await Scene(driver)
        let code = try Sample.code()
        _ = try await scene.repositories.codes.insert(code, answering: nil, audit: Sample.event(.authorizationCodeIssued))
        #expect(try await scene.redeem(code, at: Sample.now + age.0) == age.1)
        await scene.database.close()
    }

    /// The rule of `SessionRecord.isLive`: an hour without use ends what hangs on the session.
    @Test(arguments: Driver.allCases)
    func tokensEndWithAnIdleSessionUnlessOffline(driver: Driver) async throws {
        for (scopes, isLive) in [(["openid"], false), (["openid", "offline_access"], true)] {
            let scene = try await Self.redeemed(driver, scopes: scopes)
            let tokens = scene.repositories.tokens
            let (busy, idle) = (Sample.now + 3_599, Sample.now + 3_600)
            #expect(try await tokens.find(Sample.hash("refresh"), at: busy)?.isLive(at: busy) == true)
            #expect(try await tokens.find(Sample.hash("refresh"), at: idle)?.isLive(at: idle) == isLive)
            #expect(try await tokens.find(Sample.hash("refresh"), at: idle)?.sessionActive == false)
            #expect(try await scene.rotate("refresh", to: "second", at: idle) == (isLive ? .rotated : .ended))
            await scene.database.close()
        }
    }

    /// Somebody who works at a portal for hours keeps the session that their tokens depend on.
    @Test(arguments: Driver.allCases)
    func refreshIsUseOfTheSessionUnlessOffline(driver: Driver) async throws {
        for (scopes, seen) in [(["openid"], [Int64(0), 60, 60]), (["openid", "offline_access"], [0, 0, 0])] {
            let scene = try await Self.redeemed(driver, scopes: scopes)
            var token = "refresh"
            for (age, seen) in zip([Int64(59), 60, 119], seen) {
                #expect(try await scene.rotate(token, to: "after \(age)", at: Sample.now + age) == .rotated)
                token = "after \(age)"
                #expect(try await scene.repositories.sessions.find(secretHash: Sample.hash("secret"))?.lastSeen == Sample.now + seen)
            }
            await scene.database.close()
        }
    }

    /// An offline refresh after the idle end must not bring the session back.
    @Test(arguments: Driver.allCases)
    func offlineRefreshRevivesNoSession(driver: Driver) async throws {
        let scene = try await Self.redeemed(driver, scopes: ["openid", "offline_access"])
        let later = Sample.now + 7_200
        #expect(try await scene.rotate("refresh", to: "second", at: later) == .rotated)
        let session = try #require(try await scene.repositories.sessions.find(secretHash: Sample.hash("secret")))
        #expect(!session.isLive(at: later))
        await scene.database.close()
    }

    @Test(arguments: Driver.allCases)
    func tokenIsFoundWithAllThatDecides(driver: Driver) async throws {
        let scene = try await Self.redeemed(driver)
        let expected = TokenState(
            token: Sample.token("access", .access), authorization: Sample.authorization(), revoked: false, accountActive: true,
            sessionActive: true, exchanged: nil, successorExchanged: false)
        #expect(try await scene.repositories.tokens.find(Sample.hash("access"), at: Sample.now) == expected)
        #expect(try await scene.repositories.tokens.find(Sample.hash("other"), at: Sample.now) == nil)
        // The session's own end counts, however long the token lives.
        #expect(try await scene.repositories.tokens.find(Sample.hash("access"), at: Sample.now + 43_200)?.sessionActive == false)
        try await scene.finish(.authorizationCodeIssued, .tokensIssued)
    }

    @Test(arguments: Driver.allCases)
    func revocationIsRecordedOnce(driver: Driver) async throws {
        let scene = try await Self.redeemed(driver)
        let tokens = scene.repositories.tokens
        for _ in 0..<2 { try await tokens.revoke(Sample.hash("access"), audit: Sample.event(.tokenRevoked)) }
        #expect(try await tokens.find(Sample.hash("access"), at: Sample.now)?.revoked == true)
        #expect(try await tokens.find(Sample.hash("refresh"), at: Sample.now)?.revoked == false)
        for _ in 0..<2 { try await tokens.revoke(ID<Authorization>("grant-1"), audit: Sample.event(.tokenRevoked)) }
        #expect(try await tokens.find(Sample.hash("refresh"), at: Sample.now)?.revoked == true)
        try await scene.finish(.authorizationCodeIssued, .tokensIssued, .tokenRevoked, .tokenRevoked)
    }

    @Test(arguments: Driver.allCases)
    func lostAnswerIsRepeatedWithinTheGrace(driver: Driver) async throws {
        let scene = try await Self.redeemed(driver)
        #expect(try await scene.rotate("refresh", to: "second") == .rotated)
        #expect(try await scene.rotate("refresh", to: "second", at: Sample.now + 10) == .repeated)
        let state = try await scene.repositories.tokens.find(Sample.hash("refresh"), at: Sample.now)
        #expect(state?.exchanged == Sample.now && state?.successorExchanged == false)
        #expect(try await scene.rotate("second", to: "third", at: Sample.now + 10) == .rotated)
        try await scene.finish(.authorizationCodeIssued, .tokensIssued, .accessTokenRefreshed, .accessTokenRefreshed, .accessTokenRefreshed)
    }

    @Test(arguments: Driver.allCases)
    func replayEndsTheFamily(driver: Driver) async throws {
        // After the grace, and within it once the successor was used.
        for (isSuccessorUsed, seconds) in [(false, Int64(11)), (true, 5)] {
            let scene = try await Self.redeemed(driver)
            #expect(try await scene.rotate("refresh", to: "second") == .rotated)
            var last = "second"
            if isSuccessorUsed {
                #expect(try await scene.rotate("second", to: "third") == .rotated)
                last = "third"
            }
            #expect(try await scene.rotate("refresh", to: "second", at: Sample.now + seconds) == .replayed)
            #expect(try await scene.rotate(last, to: "next", at: Sample.now + seconds) == .ended)
            #expect(try await scene.repositories.tokens.find(Sample.hash("access"), at: Sample.now)?.revoked == true)
            await scene.database.close()
        }
    }

    @Test(arguments: Driver.allCases)
    func `thousand races on one refresh token have one successor`(driver: Driver) async throws {
        let scene = try await Self.redeemed(driver)
        let results = try await withThrowingTaskGroup(of: Rotation.self, returning: [Rotation].self) { group in
            for _ in 0..<1_000 { group.addTask { try await scene.rotate("refresh", to: "second") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count { $0 == .rotated } == 1)
        #expect(results.count { $0 == .repeated } == 999)
        let successors = try await scene.database.read {
            try $0.first("SELECT COUNT(*) FROM token WHERE kind = 'refresh'") { $0.integer(0) }
        }
        #expect(successors == 2)
        await scene.database.close()
    }

    @Test(arguments: Driver.allCases)
    func refreshTokenEndsWithItsSessionUnlessOffline(driver: Driver) async throws {
        for (scopes, expected) in [(["openid"], Rotation.ended), (["openid", "offline_access"], .rotated)] {
            let scene = try await Self.redeemed(driver, scopes: scopes)
            _ = try await scene.repositories.sessions.end(Sample.session, at: Sample.now, audit: Sample.event(.sessionEnded))
            #expect(try await scene.rotate("refresh", to: "second") == expected)
            await scene.database.close()
        }
    }

    @Test(arguments: Driver.allCases)
    func accessAndExpiredTokensAreNotExchanged(driver: Driver) async throws {
        let scene = try await Self.redeemed(driver)
        #expect(try await scene.rotate("access", to: "x") == .ended)
        #expect(try await scene.rotate("absent", to: "x") == .ended)
        #expect(try await scene.rotate("refresh", to: "x", at: Sample.now + 86_400) == .ended)
        try await scene.finish(.authorizationCodeIssued, .tokensIssued)
    }

    @Test(arguments: Driver.allCases)
    func identifierIsConsumedOnce(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let replays = scene.repositories.replays
        let firsts = try await withThrowingTaskGroup(of: Consumption.self, returning: Int.self) { group in
            for _ in 0..<100 { group.addTask { try await replays.consume(Sample.hash("jti"), until: Sample.now + 60) } }
            return try await group.reduce(0) { $0 + ($1 == .first ? 1 : 0) }
        }
        #expect(firsts == 1)
        try await scene.finish()
    }
}
