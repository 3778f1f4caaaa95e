import OAuth
import Primitives
import Testing

/// OpenID Connect Core 1.0 §8.
@Suite struct SubjectIdentifierTests {
    static let subjects = SubjectIdentifier(key: [UInt8](repeating: 1, count: 32), sidKey: [UInt8](repeating: 2, count: 32))
    static let account = ID<Account>("5a3f0c9e-0000-4000-8000-000000000001")

    static func client(_ id: String, _ members: String) throws -> ClientRegistration {
        try ClientRegistration.register(
            JSON(parsing: #"{"client_id": "\#(id)", "redirect_uris": ["https://\#(id).example/cb"], \#(members)}"#),
            policy: ClientMetadataTests.policy,
            world: ClientMetadataTests.world
        ).client
    }

    @Test func `two portals of one agency know one person by one name, two agencies by two`() throws {
        let (a, b, c) = (
            try Self.client("a", #""agency": "G15""#), try Self.client("b", #""agency": "G15""#), try Self.client("c", #""agency": "H26""#)
        )
        #expect(Self.subjects.subject(of: Self.account, for: a) == Self.subjects.subject(of: Self.account, for: b))
        #expect(Self.subjects.subject(of: Self.account, for: a) != Self.subjects.subject(of: Self.account, for: c))
        #expect(!Self.subjects.subject(of: Self.account, for: a).contains(Self.account.value))
    }

    @Test func `a public client sees the account's own identifier`() throws {
        let client = try Self.client("p", #""subject_type": "public""#)
        #expect(Self.subjects.subject(of: Self.account, for: client) == Self.account.value)
    }

    @Test func `a session has another name at each client`() throws {
        let session = ID<Session>("s")
        #expect(Self.subjects.sid(of: session, for: ID("a")) != Self.subjects.sid(of: session, for: ID("b")))
    }

    /// Only the provider can read a subject back, and only for the sector that it was made for.
    @Test(arguments: ["pairwise", "public"])
    func `a client's own subject leads back to the account`(type: String) throws {
        let client = try Self.client("a", #""agency": "G15", "subject_type": "\#(type)""#)
        let subject = Self.subjects.subject(of: Self.account, for: client)
        #expect(Self.subjects.account(of: subject, for: client) == Self.account)
        #expect(subject.utf8.count == (type == "public" ? 36 : 43))
    }

    @Test func `no other text does`() throws {
        let (a, b) = (try Self.client("a", #""agency": "G15""#), try Self.client("b", #""agency": "H26""#))
        let subject = Self.subjects.subject(of: Self.account, for: a)
        #expect(Self.subjects.account(of: subject, for: b) == nil)
        #expect(SubjectIdentifier(key: [9], sidKey: [9]).account(of: subject, for: a) == nil)
        let bytes = try #require(Base64URL.decode(subject))
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            #expect(Self.subjects.account(of: Base64URL.encode(changed), for: a) == nil)
        }
        for text in ["", "x", Self.account.value, subject + "A", String(repeating: "A", count: 43)] {
            #expect(Self.subjects.account(of: text, for: a) == nil)
        }
    }
}
