import Audit
import OAuth
import Primitives
import Storage
import Testing

/// A pushed request is answered once, in whichever window and however close together. RFC 9126 §7.3.
@Suite struct PushedAuthorizationTests {
    static let hash = Sample.hash("pushed")

    static func scene(_ driver: Driver) async throws -> (Scene, PushedAuthorization) {
        let scene = try await Scene(driver)
        let pushed = PushedAuthorization(
            hash: hash, client: Sample.client, parameters: ["resource": ["https://a.example", "https://b.example"], "state": "a\"b"],
            created: Sample.now, expires: Sample.now + 60)
        try await scene.repositories.pushedAuthorizations.insert(pushed)
        return (scene, pushed)
    }

    /// One of the windows in which the request waits for its person.
    static func window(_ number: Int) -> PendingAuthorization {
        PendingAuthorization(
            hash: Sample.hash("window \(number)"), browserHash: Sample.hash("browser"), parameters: ["client_id": "portal"], pushed: hash,
            created: Sample.now, expires: Sample.now + 1_800)
    }

    static func answers(_ scene: Scene, to kept: @escaping @Sendable (Int) -> KeptRequest) async throws -> Int {
        try await withThrowingTaskGroup(of: Change.self, returning: Int.self) { group in
            for number in 0..<50 {
                group.addTask {
                    try await scene.repositories.codes.insert(
                        Sample.code("code \(number)"), answering: kept(number), audit: Sample.event(.authorizationCodeIssued))
                }
            }
            return try await group.reduce(0) { $0 + ($1 == .changed ? 1 : 0) }
        }
    }

    @Test(arguments: Driver.allCases)
    func comesBackAsItWent(driver: Driver) async throws {
        let (scene, pushed) = try await Self.scene(driver)
        #expect(try await scene.repositories.pushedAuthorizations.find(Self.hash) == pushed)
        #expect(try await scene.repositories.pushedAuthorizations.find(Sample.hash("other")) == nil)
        try await scene.finish()
    }

    @Test(arguments: Driver.allCases)
    func isAnsweredOnceWithoutAPerson(driver: Driver) async throws {
        let (scene, _) = try await Self.scene(driver)
        #expect(try await Self.answers(scene) { _ in .pushed(Self.hash) } == 1)
        #expect(try await scene.repositories.pushedAuthorizations.find(Self.hash) == nil)
        #expect(try await scene.repositories.pushedAuthorizations.spend(Self.hash, at: Sample.now) == .absent)
        try await scene.finish(.authorizationCodeIssued)
    }

    @Test(arguments: Driver.allCases)
    func isAnsweredInOneOfManyWindows(driver: Driver) async throws {
        let (scene, _) = try await Self.scene(driver)
        for number in 0..<50 { try await scene.repositories.pendingAuthorizations.insert(Self.window(number)) }
        #expect(try await scene.repositories.pendingAuthorizations.find(Sample.hash("window 7")) == Self.window(7))
        #expect(try await Self.answers(scene) { .pending(Sample.hash("window \($0)")) } == 1)
        #expect(try await scene.repositories.pushedAuthorizations.find(Self.hash) == nil)
        try await scene.finish(.authorizationCodeIssued)
    }

    @Test(arguments: Driver.allCases)
    func isSpentByARefusal(driver: Driver) async throws {
        let (scene, _) = try await Self.scene(driver)
        let pendings = scene.repositories.pendingAuthorizations
        for number in 0..<2 { try await pendings.insert(Self.window(number)) }
        #expect(try await pendings.remove(Sample.hash("window 0"), audit: Sample.event(.consentDenied)) == .changed)
        #expect(try await pendings.remove(Sample.hash("window 1"), audit: Sample.event(.consentDenied)) == .absent)
        #expect(try await Self.answers(scene) { _ in .pushed(Self.hash) } == 0)
        try await scene.finish(.consentDenied)
    }

    @Test(arguments: Driver.allCases)
    func outlivesItsOpening(driver: Driver) async throws {
        let (scene, _) = try await Self.scene(driver)
        try await Retention().purge(scene.database, at: Sample.now + 61 + 1_800)
        #expect(try await scene.repositories.pushedAuthorizations.find(Self.hash) != nil, "whoever opened it in time may still answer")
        try await Retention().purge(scene.database, at: Sample.now + 60 + 3_600)
        #expect(try await scene.repositories.pushedAuthorizations.find(Self.hash) == nil)
        try await scene.finish()
    }

    @Test(arguments: Driver.allCases)
    func goesWithItsClient(driver: Driver) async throws {
        let (scene, _) = try await Self.scene(driver)
        _ = try await scene.repositories.clients.remove(Sample.client, audit: Sample.event(.clientDeleted))
        #expect(try await scene.repositories.pushedAuthorizations.find(Self.hash) == nil)
        try await scene.finish(.clientDeleted)
    }
}
