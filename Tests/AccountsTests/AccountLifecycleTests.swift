import Accounts
import Primitives
import Storage
import Testing

@Suite struct AccountLifecycleTests {
    @Test func anIDIsARandomUUID() async throws {
        let id = try await Provider().create().id.value
        #expect(id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil, "\(id)")
    }

    @Test(
        arguments: [
            (#""personalNumber": "001 099 012 345""#, .personalNumber), (#""phone": "+84912345678""#, .phone),
            (#""email": "HOA@example.vn""#, nil), (#""phone": "+84912345678", "phoneVerified": false"#, nil),
            (#""personalNumber": "079203000123""#, nil),
        ] as [(String, SignInIdentifier.Kind?)])
    func anIdentifierBelongsToOneAccount(members: String, taken: SignInIdentifier.Kind?) async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        let rejection: AccountRejection?
        do {
            _ = try await provider.create(#"{"kind": "official", "name": "An", \#(members)}"#)
            rejection = nil
        } catch let error as AccountRejection {
            rejection = error
        }
        #expect(rejection == taken.map { .taken($0) })
    }

    @Test func anUnprovenContactTurnsProvenOnce() async throws {
        let provider = try await Provider()
        let first = try await provider.create()
        let second = try await provider.create(#"{"kind": "official", "name": "An", "email": "hoa@example.vn", "emailVerified": false}"#)
        _ = try await provider.update(second.id, #"{"emailVerified": true}"#)
        await #expect(throws: AccountRejection.taken(.email)) { try await provider.update(first.id, #"{"emailVerified": true}"#) }
        #expect(try await provider.accounts.find(first.id)?.revision == 1)
    }

    @Test func aLockedAccountKeepsItsIdentifiers() async throws {
        let provider = try await Provider()
        let account = try await provider.create()
        try await provider.lifecycle.lock(account.id)
        await #expect(throws: AccountRejection.taken(.personalNumber)) { try await provider.create() }
    }

    @Test func whatIsNotThereIsAbsent() async throws {
        let provider = try await Provider()
        await #expect(throws: AccountRejection.absent) { try await provider.update(ID("nobody"), "{}") }
        await #expect(throws: AccountRejection.absent) { try await provider.lifecycle.lock(ID("nobody")) }
        await #expect(throws: AccountRejection.absent) { try await provider.lifecycle.unlock(ID("nobody")) }
        await #expect(throws: AccountRejection.absent) { try await provider.lifecycle.remove(ID("nobody")) }
    }

    @Test func whatIsWrittenIsWhatIsRead() async throws {
        let provider = try await Provider()
        let created = try await provider.create(AccountDocumentTests.full)
        let found = try #require(try await provider.accounts.find(created.id))
        #expect(found.document == created.document)
        #expect(found.passwordHash?.matches(created.passwordHash ?? Secret("")) == true)
        #expect(found.sealedOneTimeSeed == created.sealedOneTimeSeed)
        #expect(created.sealedOneTimeSeed != nil)
    }

    @Test(arguments: [
        ("nguyen thi", 1), ("HOÀ", 1), ("0912345678", 1), ("001.099.012.345", 1), ("hoa@example.vn", 0), ("tran", 0), ("%", 0), ("_", 0),
        ("", 1),
    ])
    func operatorsSearchWithoutMarks(text: String, count: Int) async throws {
        let provider = try await Provider()
        _ = try await provider.create()
        #expect(try await provider.accounts.list(matching: AccountSearch(text), after: nil, limit: 10).count == count)
    }

    @Test func historyNamesMembersAndNoValues() async throws {
        let provider = try await Provider()
        let account = try await provider.create(AccountDocumentTests.full)
        _ = try await provider.update(account.id, #"{"phone": "0987654321", "password": "a new password"}"#)
        let details = try await provider.database.read { connection in
            try connection.query("SELECT details FROM audit_event WHERE account = ?1 ORDER BY sequence", [.text(account.id.value)]) {
                $0.text(0)
            }
        }
        #expect(details.last == #"{"members":["phone","password"]}"#)
        #expect(!details.joined().contains("001099012345"))
        #expect(try await provider.log.verify(provider.database) == 3)
    }
}
