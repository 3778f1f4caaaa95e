import Accounts
import Audit
import Primitives
import Storage
import Testing
import TokenCrypto

/// RFC 9470, RFC 6238, ASVS 5.0 6.5 and 7.2.4: from one factor to two.
@Suite struct StepUpTests {
    /// The seed of RFC 6238 appendix B.
    static let seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    static let citizen = """
        {"kind": "citizen", "personalNumber": "001099012345", "name": "Nguyễn Thị Hoà", "password": "\(Provider.password)",
         "totpSecret": "\(seed)"}
        """

    static func code(_ provider: Provider, stepsAway steps: Int64 = 0) -> String {
        let step = TOTP.step(at: provider.clock.now) + steps
        return String(decoding: TOTP(key: Secret("12345678901234567890")).code(step: step), as: UTF8.self)
    }

    /// A wrong code, whatever the right ones are just now.
    static func wrong(_ provider: Provider) -> String {
        let right = (-1...1).map { code(provider, stepsAway: $0) }
        return ["000000", "111111", "222222", "333333"].first { !right.contains($0) } ?? ""
    }

    static func signedIn(_ provider: Provider, _ account: String = citizen) async throws -> SignedIn {
        _ = try await provider.create(account)
        return try await provider.attempt().get()
    }

    @Test func aCodeRaisesTheSession() async throws {
        let provider = try await Provider()
        let before = try await Self.signedIn(provider)
        provider.clock.advance(by: 100)
        let after = try await provider.answer(Self.code(provider), session: before.sessionSecret.cookieValue).raised()
        #expect(after.session.id == before.session.id, "portals know it by its name")
        #expect(after.session.level == .loa2)
        #expect(after.session.methods == ["pwd", "otp", "mfa"])
        #expect(after.session.authenticated == provider.clock.now)
        #expect(after.session.expiry == before.session.expiry, "proving more makes no session longer")
        let stored = try #require(try await provider.lookup.session(cookie: after.sessionSecret.cookieValue))
        #expect(stored == after.session)
        #expect(try await provider.history().last == "session.raised")
    }

    /// CVE-2024-7341, ASVS 5.0 7.2.4: whoever knew the session at the lower level is not carried up.
    @Test func theFormerSecretIsDead() async throws {
        let provider = try await Provider()
        let before = try await Self.signedIn(provider)
        _ = try await provider.answer(Self.code(provider), session: before.sessionSecret.cookieValue).raised()
        #expect(try await provider.lookup.session(cookie: before.sessionSecret.cookieValue) == nil)
        guard case .nothingToProve = try await provider.answer(Self.code(provider), session: before.sessionSecret.cookieValue) else {
            Issue.record("a dead session was raised")
            return
        }
    }

    @Test(arguments: [nil, "", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
    func withoutASessionThereIsNothingToProve(cookie: String?) async throws {
        let provider = try await Provider()
        _ = try await provider.create(Self.citizen)
        guard case .nothingToProve = try await provider.answer(Self.code(provider), session: cookie) else {
            Issue.record("a code alone is no sign-in")
            return
        }
    }

    @Test(arguments: ["12345", "1234567", "１２３４５６", "abcdef", "000000", " ", "-12345", "+12345", "1e5"])
    func whatIsNotTheCodeIsWrong(answer: String) async throws {
        let provider = try await Provider()
        let session = try await Self.signedIn(provider).sessionSecret.cookieValue
        let typed = answer == "000000" ? Self.wrong(provider) : answer
        #expect(try await provider.answer(typed, session: session).rejection == .wrongCode)
        #expect(try await provider.history().last == "sign-in.refused")
    }

    @Test(arguments: [(-2, false), (-1, true), (0, true), (1, true), (2, false)] as [(Int64, Bool)])
    func `RFC 6238 §5.2 one step of drift either way`(steps: Int64, isAccepted: Bool) async throws {
        let provider = try await Provider()
        let session = try await Self.signedIn(provider).sessionSecret.cookieValue
        let outcome = try await provider.answer(Self.code(provider, stepsAway: steps), session: session)
        #expect((outcome.rejection == nil) == isAccepted)
    }

    @Test func appsShowTwoGroupsOfDigits() async throws {
        let provider = try await Provider()
        let session = try await Self.signedIn(provider).sessionSecret.cookieValue
        let code = Self.code(provider)
        _ = try await provider.answer("\(code.prefix(3)) \(code.suffix(3)) ", session: session).raised()
    }

    /// RFC 6238 §5.2: a code counts once, at whichever browser, and so does none that is older.
    @Test(arguments: [0, -1] as [Int64]) func aCodeCountsOnce(steps: Int64) async throws {
        let provider = try await Provider()
        let first = try await Self.signedIn(provider)
        let second = try await provider.attempt(address: "192.0.2.9").get()
        _ = try await provider.answer(Self.code(provider), session: first.sessionSecret.cookieValue).raised()
        let again = try await provider.answer(Self.code(provider, stepsAway: steps), session: second.sessionSecret.cookieValue)
        #expect(again.rejection == .codeUsed)
        provider.clock.advance(by: 30)
        _ = try await provider.answer(Self.code(provider), session: second.sessionSecret.cookieValue).raised()
    }

    @Test func inParallelACodeCountsOnce() async throws {
        let provider = try await Provider()
        _ = try await provider.create(Self.citizen)
        var sessions: [String] = []
        for _ in 0..<4 { sessions.append(try await provider.attempt().get().sessionSecret.cookieValue) }
        let code = Self.code(provider)
        let raised = try await withThrowingTaskGroup(of: Bool.self) { group in
            for session in sessions { group.addTask { try await provider.answer(code, session: session).rejection == nil } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(raised == 1)
    }

    /// THREATS §6, NIST SP 800-63B-4 §3.2.2: five guesses at one code, and a hundred in a row in all.
    @Test func nobodyGuessesAtACodeMoreThanFiveTimes() async throws {
        let provider = try await Provider()
        let session = try await Self.signedIn(provider).sessionSecret.cookieValue
        for _ in 0..<5 { #expect(try await provider.answer(Self.wrong(provider), session: session).rejection == .wrongCode) }
        #expect(try await provider.answer(Self.code(provider), session: session).rejection == .throttled(retryAfter: 90))
        provider.clock.advance(by: 89)
        #expect(try await provider.answer(Self.code(provider), session: session).rejection == .throttled(retryAfter: 1))
        provider.clock.advance(by: 1)
        _ = try await provider.answer(Self.code(provider), session: session).raised()
    }

    @Test func guessesInParallelAreCountedBeforeTheyAreLookedAt() async throws {
        let provider = try await Provider()
        let session = try await Self.signedIn(provider).sessionSecret.cookieValue
        let wrong = Self.wrong(provider)
        let judged = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<40 { group.addTask { try await provider.answer(wrong, session: session).rejection == .wrongCode } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(judged == 5)
    }

    /// Whoever knows the password makes as many devices known as they like: all of them share one counter.
    @Test func moreSessionsGiveNoMoreGuesses() async throws {
        let provider = try await Provider()
        _ = try await provider.create(Self.citizen)
        var judged = 0
        for number in 0..<8 {
            let guesser = try await provider.attempt(address: "198.51.100.\(number)").get()
            let outcome = try await provider.answer(
                Self.wrong(provider), session: guesser.sessionSecret.cookieValue, device: guesser.deviceSecret.cookieValue,
                address: "198.51.100.\(number)")
            if outcome.rejection == .wrongCode { judged += 1 }
        }
        #expect(judged == 5)
    }

    /// A guesser who exhausts what strangers have leaves the owner's own device its own tries.
    @Test func theOwnersDeviceIsNotLockedOut() async throws {
        let provider = try await Provider()
        let owner = try await Self.signedIn(provider)
        let device = owner.deviceSecret.cookieValue
        _ = try await provider.answer(Self.code(provider), session: owner.sessionSecret.cookieValue, device: device).raised()
        for _ in 0..<100 {
            let guesser = try await provider.attempt(address: "198.51.100.1").get().sessionSecret.cookieValue
            let outcome = try await provider.answer(Self.wrong(provider), session: guesser, address: "198.51.100.1")
            #expect(outcome.rejection == .wrongCode)
            provider.clock.advance(by: 3600)
        }
        let again = try await provider.attempt(device: device).get()
        let strangers = try await provider.attempt(address: "198.51.100.2").get()
        #expect(try await provider.answer(Self.code(provider), session: strangers.sessionSecret.cookieValue).rejection == .recoveryNeeded)
        _ = try await provider.answer(Self.code(provider), session: again.sessionSecret.cookieValue, device: device).raised()
    }

    @Test(
        arguments: [("LoA1", AssuranceLevel.loa1), ("LoA2", .loa2), ("LoA3", .loa2), ("LoA4", .loa2)])
    func theProofingOfTheAccountIsTheLimit(assurance: String, level: AssuranceLevel) async throws {
        let provider = try await Provider()
        let account = try await provider.create(
            Self.citizen.replacing("\"totpSecret\"", with: "\"assurance\": \"\(assurance)\", \"totpSecret\""))
        #expect(provider.stepUp.reachableLevel(of: account) == level)
        #expect(provider.stepUp.highestLevel == .loa2)
    }

    @Test func anAccountWithoutASeedHasNothingMoreToProve() async throws {
        let provider = try await Provider()
        let account = try await provider.create()
        #expect(provider.stepUp.reachableLevel(of: account) == .loa1)
        #expect(provider.stepUp.challenge(for: account, having: ["pwd"]) == nil)
    }

    @Test func whatWasProvenIsNotAskedAgain() async throws {
        let provider = try await Provider()
        let account = try await provider.create(Self.citizen)
        #expect(provider.stepUp.challenge(for: account, having: ["pwd"])?.field == "code")
        #expect(provider.stepUp.challenge(for: account, having: ["pwd", "otp", "mfa"]) == nil)
    }

    /// A phone that was lost: whoever has it is out, and the new one works at once.
    @Test func aNewSeedEndsWhatTheOldOneOpened() async throws {
        let provider = try await Provider()
        let before = try await Self.signedIn(provider)
        let raised = try await provider.answer(Self.code(provider), session: before.sessionSecret.cookieValue).raised()
        _ = try await provider.update(raised.session.account, #"{"totpSecret": "\#(Self.seed)"}"#)
        #expect(try await provider.lookup.session(cookie: raised.sessionSecret.cookieValue) == nil)
        let again = try await provider.attempt().get()
        _ = try await provider.answer(Self.code(provider), session: again.sessionSecret.cookieValue).raised()
    }

    @Test func signingInAgainProvesOnlyWhatItAsks() async throws {
        let provider = try await Provider()
        let before = try await Self.signedIn(provider)
        let raised = try await provider.answer(
            Self.code(provider), session: before.sessionSecret.cookieValue, device: before.deviceSecret.cookieValue
        ).raised()
        let again = try await provider.attempt(
            device: raised.deviceSecret.cookieValue, session: raised.sessionSecret.cookieValue
        ).get()
        #expect(again.session.id == raised.session.id)
        #expect(again.session.level == .loa1)
        #expect(again.session.methods == ["pwd"])
    }
}

extension StepUp.Outcome {
    var rejection: SignInRejection? { if case .refused(let rejection) = self { rejection } else { nil } }

    func raised() throws -> SignedIn {
        guard case .raised(let signedIn) = self else { throw NotRaised() }
        return signedIn
    }

    struct NotRaised: Error {}
}
