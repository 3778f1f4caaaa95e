import OAuth
import Primitives
import Testing

@testable import Outbound

/// OpenID Connect Back-Channel Logout 1.0 §2.5–2.8, against portals on real sockets.
@Suite(.serialized) struct LogoutNotifierTests {
    @Test func `§2.5 the portal is posted a token, at the vetted address and under its own name`() async throws {
        let (queue, portal) = (try await LogoutQueue(), try await LoopbackPortal(.confirms))
        try await queue.register("portal", at: portal.port)
        try await queue.owe("portal", sessions: ["s"])
        let notifier = try queue.notifier()
        try await queue.running(notifier) {
            await notifier.deliverNow(ID("s"))
            let state = try await queue.notice(of: "s")?.state
            #expect(state == .confirmed)
        }
        let request = try #require(portal.requests.first?.lowercased())
        #expect(request.hasPrefix("post /logout http/1.1\r\n"))
        #expect(request.contains("host: \(LogoutQueue.host):\(portal.port)\r\n"))
        #expect(request.contains("content-type: application/x-www-form-urlencoded\r\n"))
        #expect(portal.requests.count == 1)
        try await portal.close()
    }

    /// R20: one of many portals is dead.
    @Test func `a dead portal with 1,000 waiting notices delays no other portal's`() async throws {
        let (queue, dead, well) = (try await LogoutQueue(), try await LoopbackPortal(.silent), try await LoopbackPortal(.confirms))
        try await queue.register("dead", at: dead.port)
        try await queue.register("well", at: well.port)
        try await queue.owe("dead", sessions: (0..<1_000).map { "d\($0)" }, since: 60)
        let notifier = try queue.notifier()
        try await queue.running(notifier) {
            #expect(await eventually(within: .seconds(5)) { dead.connections >= 8 })
            // What has no place stays in the queue, where it is nobody's.
            let untouched = try await queue.untouched("dead")
            #expect(untouched == 992)
            try await queue.owe("well", sessions: (0..<20).map { "polled\($0)" })
            let polled = try await eventually(within: .seconds(2)) { try await queue.untouched("well") == 0 && well.requests.count == 20 }
            #expect(polled)
            try await queue.owe("well", sessions: ["now"])
            let start = ContinuousClock.now
            await notifier.deliverNow(ID("now"))
            let state = try await queue.notice(of: "now")?.state
            #expect(state == .confirmed)
            #expect(ContinuousClock.now - start < .seconds(2))
            #expect(dead.connections <= 16)
        }
        try await dead.close()
        try await well.close()
    }

    @Test func `the portals of the session that ends are told before what waits`() async throws {
        let (queue, dead, well) = (try await LogoutQueue(), try await LoopbackPortal(.silent), try await LoopbackPortal(.confirms))
        try await queue.register("dead", at: dead.port)
        try await queue.register("well", at: well.port)
        try await queue.owe("dead", sessions: ["waits"], since: 60)
        try await queue.owe("dead", sessions: ["ends"])
        try await queue.owe("well", sessions: ["ends"])
        let notifier = try queue.notifier()
        // Without the service: nobody else looks into the queue.
        await notifier.deliverNow(ID("ends"))
        #expect(well.requests.count == 1)
        #expect(try await queue.notice(of: "waits")?.nextAttempt ?? .init(secondsSinceEpoch: .max) <= LogoutQueue.world.now())
        try await queue.running(notifier) {}
        try await dead.close()
        try await well.close()
    }

    @Test func `§2.8 the status confirms, however long the portal talks on`() async throws {
        let (queue, portal) = (try await LogoutQueue(), try await LoopbackPortal(.talksOn))
        try await queue.register("portal", at: portal.port)
        try await queue.owe("portal", sessions: ["s"])
        let notifier = try queue.notifier()
        try await queue.running(notifier) {
            await notifier.deliverNow(ID("s"))
            let state = try await queue.notice(of: "s")?.state
            #expect(state == .confirmed)
        }
        try await portal.close()
    }

    @Test(arguments: [LoopbackPortal.Behaviour.silent, .drips])
    func `an attempt ends after five seconds, whatever arrives`(behaviour: LoopbackPortal.Behaviour) async throws {
        let (queue, portal) = (try await LogoutQueue(), try await LoopbackPortal(behaviour))
        try await queue.register("portal", at: portal.port)
        try await queue.owe("portal", sessions: ["s"])
        try await queue.running(try queue.notifier()) {
            let ended = try await eventually(within: .seconds(8)) { try await queue.notice(of: "s")?.attempts == 1 }
            #expect(ended)
            let state = try await queue.notice(of: "s")?.state
            #expect(state == .due)
        }
        try await portal.close()
    }

    @Test(arguments: [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"], ["10.0.0.1"], []])
    func `a name that leads inside is not connected to, and tried again later`(answer: [String]) async throws {
        let (queue, portal) = (try await LogoutQueue(), try await LoopbackPortal(.confirms))
        try await queue.register("portal", at: portal.port)
        try await queue.owe("portal", sessions: ["s"])
        let notifier = try queue.notifier(loopbackAllowed: false, answers: [LogoutQueue.host: answer])
        try await queue.running(notifier) {
            await notifier.deliverNow(ID("s"))
            let notice = try await queue.notice(of: "s")
            #expect(notice?.state == .due && notice?.attempts == 1)
        }
        #expect(portal.connections == 0)
        try await portal.close()
    }

    @Test func `a second address is tried when the first cannot be connected to`() async throws {
        let (queue, portal) = (try await LogoutQueue(), try await LoopbackPortal(.confirms))
        try await queue.register("portal", at: portal.port)
        try await queue.owe("portal", sessions: ["s"])
        let notifier = try queue.notifier(answers: [LogoutQueue.host: ["127.0.0.9", "127.0.0.1"]])
        try await queue.running(notifier) {
            await notifier.deliverNow(ID("s"))
            let state = try await queue.notice(of: "s")?.state
            #expect(state == .confirmed)
        }
        try await portal.close()
    }
}
