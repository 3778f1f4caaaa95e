import Audit
import OAuth
import Primitives
import Storage
import Testing

@Suite struct RegistrationRepositoryTests {
    private static let initial = InitialAccessToken(
        id: "token-1", hash: Sample.hash("initial"), agency: ID("G15"), usesLeft: 1, created: Sample.now, expires: Sample.now + 600)
    private static let access = Sample.hash("access")

    private static func register(
        _ id: ID<Client>, _ scene: Scene, initial: [UInt8]? = Sample.hash("initial"), at now: Instant = Sample.now
    ) async throws -> Registering {
        try await scene.repositories.registrations.register(
            Sample.registration(id), registrationAccess: access, initialAccess: initial, at: now, audit: Sample.event(.clientCreated))
    }

    @Test(arguments: Driver.allCases)
    func initialAccessTokenIsSpentOnceAlsoInParallel(driver: Driver) async throws {
        let scene = try await Scene(driver)
        try await scene.repositories.registrations.insert(Self.initial, audit: Sample.event(.initialAccessTokenIssued))
        let outcomes = try await withThrowingTaskGroup(of: Registering.self) { group in
            for number in 0..<8 { group.addTask { try await Self.register(ID("new-\(number)"), scene) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == .registered }.count == 1)
        #expect(outcomes.filter { $0 == .initialAccessTokenSpent }.count == 7)
        #expect(try await scene.repositories.registrations.find(initialAccessToken: Self.initial.hash, at: Sample.now) == nil)
        try await scene.finish(.initialAccessTokenIssued, .clientCreated)
    }

    @Test(arguments: Driver.allCases)
    func takenIdentifierSpendsNothing(driver: Driver) async throws {
        let scene = try await Scene(driver)
        try await scene.repositories.registrations.insert(Self.initial, audit: Sample.event(.initialAccessTokenIssued))
        #expect(try await Self.register(Sample.client, scene) == .duplicate)
        #expect(try await scene.repositories.registrations.find(initialAccessToken: Self.initial.hash, at: Sample.now) == Self.initial)
        #expect(try await Self.register(ID("late"), scene, at: Sample.now + 600) == .initialAccessTokenSpent)
        try await scene.finish(.initialAccessTokenIssued)
    }

    @Test(arguments: Driver.allCases)
    func onlyItsOwnTokenChangesAClient(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let registrations = scene.repositories.registrations
        #expect(try await Self.register(ID("new"), scene, initial: nil) == .registered)
        #expect(try await registrations.find(ID("new"), registrationAccess: Self.access) == Sample.registration(ID("new")))
        // Another client, which an operator registered and nobody else may touch, and another token.
        #expect(try await registrations.find(Sample.client, registrationAccess: Self.access) == nil)
        #expect(try await registrations.find(ID("new"), registrationAccess: Sample.hash("other")) == nil)
        let event = Sample.event(.clientUpdated)
        #expect(try await registrations.update(Sample.registration(), registrationAccess: Self.access, audit: event) == .absent)
        #expect(try await registrations.remove(Sample.client, registrationAccess: Self.access, audit: event) == .absent)
        let renamed = try Sample.registration(ID("new"), name: "Renamed")
        #expect(try await registrations.update(renamed, registrationAccess: Self.access, audit: event) == .changed)
        #expect(try await scene.repositories.clients.find(ID("new"))?.name == "Renamed")
        #expect(try await registrations.remove(ID("new"), registrationAccess: Self.access, audit: Sample.event(.clientDeleted)) == .changed)
        #expect(try await registrations.find(ID("new"), registrationAccess: Self.access) == nil)
        try await scene.finish(.clientCreated, .clientUpdated, .clientDeleted)
    }

    /// Whoever is registered under a name again is not who held its token before.
    @Test(arguments: Driver.allCases)
    func removalByTheOperatorEndsTheToken(driver: Driver) async throws {
        let scene = try await Scene(driver)
        #expect(try await Self.register(ID("new"), scene, initial: nil) == .registered)
        #expect(try await scene.repositories.clients.remove(ID("new"), audit: Sample.event(.clientDeleted)) == .changed)
        #expect(
            try await scene.repositories.clients.insert(Sample.registration(ID("new")), audit: Sample.event(.clientCreated)) == .inserted)
        #expect(try await scene.repositories.registrations.find(ID("new"), registrationAccess: Self.access) == nil)
        try await scene.finish(.clientCreated, .clientDeleted, .clientCreated)
    }

    @Test(arguments: Driver.allCases)
    func expiredAndRevokedTokensGo(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let registrations = scene.repositories.registrations
        var other = Self.initial
        other.hash = Sample.hash("other")
        other.agency = ID("H26")
        for token in [Self.initial, other] { try await registrations.insert(token, audit: Sample.event(.initialAccessTokenIssued)) }
        #expect(try await registrations.find(initialAccessToken: Self.initial.hash, at: Sample.now + 600) == nil)
        #expect(try await registrations.revokeInitialAccessTokens(of: ID("H26"), audit: Sample.event(.initialAccessTokensRevoked)) == 1)
        #expect(try await registrations.find(initialAccessToken: other.hash, at: Sample.now) == nil)
        #expect(try await Retention().purge(scene.database, at: Sample.now + 600) >= 1)
        try await scene.finish(.initialAccessTokenIssued, .initialAccessTokenIssued, .initialAccessTokensRevoked)
    }
}
