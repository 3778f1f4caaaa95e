import OAuth
import Primitives
import Testing

/// A client chooses its app's scheme and host so that its pairwise subjects equal another's, and compares their users with its own.
/// OpenID Connect Core 1.0 §8.1.
@Suite struct SectorCollisionTests {
    private static let account = ID<Account>("5a3f0c9e-0000-4000-8000-000000000001")
    private static let subjects = SubjectIdentifier(key: [UInt8](repeating: 1, count: 32), sidKey: [UInt8](repeating: 2, count: 32))

    private static func subject(_ id: String, _ redirects: [String]) throws -> String {
        let document: JSON.Object = ["client_id": .string(id), "redirect_uris": JSON(redirects)]
        let (client, _) = try ClientRegistration.register(
            .object(document),
            policy: ClientPolicy(
                loopbackAllowed: false, authenticationMethods: ["client_secret_basic"], grantTypes: ["authorization_code"]),
            world: World(now: { Instant(secondsSinceEpoch: 0) }, random: { [UInt8](repeating: 7, count: $0) }))
        return subjects.subject(of: account, for: client)
    }

    @Test(arguments: [
        ["vn.evil://bank.example.vn/cb"], ["vn.evil:/cb"], ["https://bank.example.vn.evil.example/cb"],
        ["vn.evil://bank.example.vn/cb", "vn.evil:/cb"], ["vn.evil://bank.example.vn/a", "vn.evil://other/b"],
    ])
    func `an app's address is in nobody's sector`(redirects: [String]) throws {
        #expect(try Self.subject("evil", redirects) != Self.subject("bank", ["https://bank.example.vn/cb"]))
    }

    @Test func `two apps without a host share nothing`() throws {
        #expect(try Self.subject("one", ["vn.one:/cb"]) != Self.subject("two", ["vn.two:/cb"]))
        #expect(try Self.subject("one", ["vn.one://cb/"]) != Self.subject("two", ["vn.two://cb/"]))
    }

    @Test func `two web clients of one host are one sector`() throws {
        #expect(try Self.subject("a", ["https://bank.example.vn/a"]) == Self.subject("b", ["https://BANK.example.vn/b"]))
    }
}
