import Accounts
import Primitives
import Storage
import Testing

@Suite struct SessionTests {
    @Test func `ASVS 7.2.4 a planted session or device is never adopted`() async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        let planted = provider.clock.world.token()
        let signedIn = try await provider.attempt(device: planted, session: planted).get()
        #expect(signedIn.sessionSecret.cookieValue != planted)
        #expect(signedIn.deviceSecret.cookieValue != planted)
        #expect(try await provider.lookup.session(cookie: planted) == nil)
    }

    @Test func provingAgainKeepsTheSessionAndChangesItsSecret() async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        let first = try await provider.attempt().get()
        provider.clock.advance(by: 600)
        let second = try await provider.attempt(
            device: first.deviceSecret.cookieValue, session: first.sessionSecret.cookieValue
        ).get()
        #expect(second.session.id == first.session.id)
        #expect(second.session.created == first.session.created)
        #expect(second.session.authenticated == provider.clock.now)
        #expect(try await provider.lookup.session(cookie: first.sessionSecret.cookieValue) == nil)
        #expect(try await provider.lookup.session(cookie: second.sessionSecret.cookieValue)?.id == first.session.id)
    }

    @Test func anotherPersonEndsTheSessionOfTheFirst() async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        _ = try await provider.create(#"{"kind": "citizen", "name": "An", "personalNumber": "079203000123", "password": "password-of-an"}"#)
        let first = try await provider.attempt().get()
        let second = try await provider.attempt(
            "079203000123", "password-of-an", device: first.deviceSecret.cookieValue, session: first.sessionSecret.cookieValue
        ).get()
        #expect(second.session.id != first.session.id)
        #expect(try await provider.lookup.session(cookie: first.sessionSecret.cookieValue) == nil)
        #expect(try await provider.history().suffix(2) == ["session.started", "session.ended"])
    }

    @Test(arguments: [([3599, 3599, 3599], true), ([3600], false), ([3599, 3600], false)] as [([Int64], Bool)])
    func itIdlesAnHour(pauses: [Int64], isLive: Bool) async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        let cookie = try await provider.attempt().get().sessionSecret.cookieValue
        var last: SessionRecord?
        for pause in pauses {
            provider.clock.advance(by: pause)
            last = try await provider.lookup.session(cookie: cookie)
        }
        #expect((last != nil) == isLive)
    }

    @Test func itEndsAfterTwelveHoursHoweverBusy() async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        let cookie = try await provider.attempt().get().sessionSecret.cookieValue
        for _ in 0..<(12 * 60 - 1) {
            provider.clock.advance(by: 60)
            #expect(try await provider.lookup.session(cookie: cookie) != nil)
        }
        provider.clock.advance(by: 60)
        #expect(try await provider.lookup.session(cookie: cookie) == nil)
    }

    @Test func itIsWrittenAtMostOnceAMinute() async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        let signedIn = try await provider.attempt().get()
        let start = signedIn.session.lastSeen
        for (pause, seen) in [(59, 0), (1, 60), (30, 60), (30, 120)] as [(Int64, Int64)] {
            provider.clock.advance(by: pause)
            _ = try await provider.lookup.session(cookie: signedIn.sessionSecret.cookieValue)
            #expect(try await provider.sessions.find(secretHash: signedIn.sessionSecret.hash)?.lastSeen == start + seen)
        }
    }

    /// A full disk must not sign people out.
    @Test func itIsReadWhileNothingCanBeWritten() async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        let signedIn = try await provider.attempt().get()
        try await provider.database.write {
            try $0.run(script: "CREATE TRIGGER full BEFORE UPDATE ON session BEGIN SELECT RAISE(ABORT, 'disk full'); END;")
        }
        provider.clock.advance(by: 60)
        let found = try #require(try await provider.lookup.session(cookie: signedIn.sessionSecret.cookieValue))
        #expect(found.lastSeen == signedIn.session.lastSeen, "what was not written is not claimed")
    }

    @Test(arguments: [nil, "", "x", String(repeating: "A", count: 43), String(repeating: "A", count: 10_000)])
    func nobodyIsSignedInWithoutItsCookie(cookie: String?) async throws {
        let provider = try await Provider()
        #expect(try await provider.lookup.session(cookie: cookie) == nil)
    }
}
