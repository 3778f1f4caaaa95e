import Accounts
import Audit
import Foundation
import OAuth
import Primitives
import Storage
import StorageSQLite
import Testing

@Suite struct ClientRepositoryTests {
    @Test(arguments: Driver.allCases)
    func clientComesBackAsItWent(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let clients = scene.repositories.clients
        #expect(try await clients.find(Sample.client) == Sample.registration())
        #expect(try await clients.list() == [Sample.registration()])
        #expect(try await clients.find(ID("absent")) == nil)
        #expect(try await clients.insert(Sample.registration(), audit: Sample.event(.clientCreated)) == .duplicate)
        #expect(try await clients.update(Sample.registration(ID("absent")), audit: Sample.event(.clientUpdated)) == .absent)
        try await scene.finish()
    }

    /// What a command changes is seen by the server that read the client before.
    @Test func changeElsewhereTakesEffectAtOnce() async throws {
        let path = try Folder.fresh().path + "/idp.sqlite"
        let (server, command) = (try SQLiteDatabase(path: path, as: .server), try SQLiteDatabase(path: path, as: .command))
        try await Schema.prepare(server, log: .sample, at: Sample.now)
        let (served, commanded) = (ClientRepository(server, log: .sample), ClientRepository(command, log: .sample))
        #expect(try await served.find(Sample.client) == nil)
        #expect(try await commanded.insert(Sample.registration(), audit: Sample.event(.clientCreated)) == .inserted)
        #expect(try await served.find(Sample.client)?.name == "Portal")
        #expect(try await commanded.update(Sample.registration(name: "New"), audit: Sample.event(.clientUpdated)) == .changed)
        #expect(try await served.find(Sample.client)?.name == "New")
        #expect(try await commanded.remove(Sample.client, audit: Sample.event(.clientDeleted)) == .changed)
        #expect(try await served.find(Sample.client) == nil)
        #expect(try await commanded.insert(Sample.registration(name: "Again"), audit: Sample.event(.clientCreated)) == .inserted)
        #expect(try await served.find(Sample.client)?.name == "Again")
        await command.close()
        await server.close()
    }

    @Test(arguments: Driver.allCases)
    func removedClientTakesItsTokensAndConsentsAlong(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let code = try Sample.code()
        _ = try await scene.repositories.codes.insert(code, answering: nil, audit: Sample.event(.authorizationCodeIssued))
        #expect(try await scene.redeem(code) == .redeemed)
        #expect(try await scene.repositories.consents.insert(Self.consent("1"), audit: Sample.event(.consentGranted)))
        #expect(try await scene.repositories.clients.remove(Sample.client, audit: Sample.event(.clientDeleted)) == .changed)
        #expect(try await scene.repositories.clients.remove(Sample.client, audit: Sample.event(.clientDeleted)) == .absent)
        #expect(try await scene.repositories.tokens.find(Sample.hash("access"), at: Sample.now) == nil)
        #expect(try await scene.repositories.codes.find(code.hash) == nil)
        #expect(try await scene.repositories.consents.find(account: Sample.account, client: Sample.client) == nil)
        try await scene.finish(.authorizationCodeIssued, .tokensIssued, .consentGranted, .clientDeleted)
    }

    static func consent(_ id: String, client: ID<Client> = Sample.client, scopes: [String] = ["openid"]) -> ConsentRecord {
        ConsentRecord(
            id: id, account: Sample.account, client: client, scopes: scopes, claims: ["name#vi"], basis: .explicit, textVersion: "1",
            time: Sample.now)
    }

    @Test(arguments: Driver.allCases)
    func ledgerAnswersWithItsNewestLine(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let consents = scene.repositories.consents
        let (first, second) = (Self.consent("z"), Self.consent("a", scopes: ["openid", "email"]))
        for line in [first, second, Self.consent("other", client: ID("other"))] {
            #expect(try await consents.insert(line, audit: Sample.event(.consentGranted)))
        }
        #expect(try await consents.find(account: Sample.account, client: Sample.client) == second)
        #expect(try await consents.list(of: Sample.account).map(\.id) == ["a", "other"])
        var stranger = second
        stranger = ConsentRecord(
            id: "s", account: ID("absent"), client: stranger.client, scopes: [], claims: [], basis: .notice, textVersion: "1",
            time: Sample.now)
        #expect(try await consents.insert(stranger, audit: Sample.event(.consentGranted)) == false)
        try await scene.finish(.consentGranted, .consentGranted, .consentGranted)
    }

    @Test(arguments: Driver.allCases)
    func withdrawalEndsTheClientsTokens(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let consents = scene.repositories.consents
        let code = try Sample.code()
        _ = try await scene.repositories.codes.insert(code, answering: nil, audit: Sample.event(.authorizationCodeIssued))
        #expect(try await scene.redeem(code) == .redeemed)
        #expect(try await consents.insert(Self.consent("1"), audit: Sample.event(.consentGranted)))
        for expected in [true, false] {
            let isWithdrawn = try await consents.withdraw(
                account: Sample.account, client: Sample.client, at: Sample.now + 5, audit: Sample.event(.consentWithdrawn))
            #expect(isWithdrawn == expected)
        }
        #expect(try await consents.find(account: Sample.account, client: Sample.client) == nil)
        #expect(try await consents.list(of: Sample.account).map(\.withdrawn) == [Sample.now + 5])
        #expect(try await scene.repositories.tokens.find(Sample.hash("access"), at: Sample.now)?.revoked == true)
        try await scene.finish(.authorizationCodeIssued, .tokensIssued, .consentGranted, .consentWithdrawn)
    }

    @Test(arguments: Driver.allCases)
    func agenciesAreReplacedByCode(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let agencies = scene.repositories.agencies
        let old = AgencyRecord(code: ID("G15"), name: "Bộ", englishName: nil, portalHost: nil)
        let new = AgencyRecord(code: ID("G15"), name: "Bộ mới", englishName: "Ministry", portalHost: "bo.example.vn")
        try await agencies.put([old, AgencyRecord(code: ID("H26"), name: "Tỉnh", englishName: nil, portalHost: nil)], audit: [])
        try await agencies.put([new], audit: [Sample.event(.agencyUpdated)])
        #expect(try await agencies.find(ID("G15")) == new)
        #expect(try await agencies.list().map(\.code.value) == ["G15", "H26"])
        #expect(try await agencies.find(ID("G1")) == nil)
        try await scene.finish(.agencyUpdated)
    }

    @Test(arguments: Driver.allCases)
    func retentionRemovesWhatExpiredAndNothingElse(driver: Driver) async throws {
        let scene = try await Scene(driver)
        let code = try Sample.code()
        _ = try await scene.repositories.codes.insert(code, answering: nil, audit: Sample.event(.authorizationCodeIssued))
        #expect(try await scene.redeem(code) == .redeemed)
        _ = try await scene.repositories.replays.consume(Sample.hash("jti"), until: Sample.now + 60)
        let key = ThrottleKey(text: "k")
        try await scene.repositories.throttles.change([key]) { $0 = [ThrottleState(count: 1, time: Sample.now, expiry: Sample.now + 60)] }
        var retention = Retention()
        retention.batch = 1
        #expect(try await retention.purge(scene.database, at: Sample.now) == 0)
        // Identifier, counter.
        #expect(try await retention.purge(scene.database, at: Sample.now + 60) == 2)
        // Access token.
        #expect(try await retention.purge(scene.database, at: Sample.now + 600) == 1)
        // Session and its participant.
        #expect(try await retention.purge(scene.database, at: Sample.now + 43_200) == 2)
        // The code stays for as long as a replay of it is worth noticing.
        #expect(try await scene.repositories.codes.find(code.hash)?.redeemed == Sample.now)
        // Refresh token, code; then the grant; then the device.
        #expect(try await retention.purge(scene.database, at: Sample.now + 86_460) == 2)
        #expect(try await retention.purge(scene.database, at: Sample.now + 172_800) == 1)
        #expect(try await retention.purge(scene.database, at: Sample.now + 400 * 86_400) == 1)
        #expect(try await scene.repositories.accounts.find(Sample.account) != nil)
        try await scene.finish(.authorizationCodeIssued, .tokensIssued)
    }
}
