import Accounts
import Primitives
import Testing
import TokenCrypto

@Suite struct AccountDocumentTests {
    static let now = Instant(secondsSinceEpoch: 1_790_000_000)
    static let full = """
        {"kind": "citizen", "personalNumber": "001099012345", "name": "Nguyễn Thị Hoà", "birthDate": "1990-01-02", "phone": "0912 345 678",
         "email": "Hoa@Example.VN", "emailVerified": false, "gender": "female", "address": {"formatted": "Số 1\\nHà Nội", "country": "VN"},
         "password": "mật khẩu thật dài", "assurance": "LoA3", "totpSecret": "JBSWY3DPEHPK3PXP"}
        """

    static func document(_ text: String) throws -> AccountDocument { try AccountDocument(parsing: JSON(parsing: text)) }

    static func account(_ text: String = full) throws -> AccountRecord { try document(text).newAccount(id: ID("account-1"), at: now) }

    @Test func everyMemberIsRead() throws {
        let account = try Self.account()
        #expect(account.kind == .citizen)
        #expect(account.status == .active)
        #expect(account.assurance == .loa3)
        #expect(account.birthDate == .day(year: 1990, month: 1, day: 2))
        #expect(account.created == Self.now)
        #expect(account.revision == 1)
        #expect(account.signInIdentifiers.map(\.key) == ["001099012345", "+84912345678"])
    }

    @Test func whatIsPrintedHoldsNoSecret() throws {
        var account = try Self.account()
        account.passwordHash = Secret("$argon2id$secret")
        account.sealedOneTimeSeed = [1, 2, 3]
        let expected: JSON = [
            "id": "account-1", "kind": "citizen", "status": "active", "personalNumber": "001099012345", "name": "Nguyễn Thị Hoà",
            "birthDate": "1990-01-02", "phone": "+84912345678", "phoneVerified": true, "email": "Hoa@example.vn", "emailVerified": false,
            "gender": "female", "address": ["formatted": "Số 1\nHà Nội", "country": "VN"], "assurance": "LoA3",
        ]
        #expect(JSON.object(account.document) == expected)
        #expect("\(account)" == "account account-1")
        #expect("\(account.signInIdentifiers)" == "[personal_number, phone]")
        #expect(account.personalNumber.map { "\($0)" } == "•••")
    }

    /// What `show` prints, `update` accepts, and it changes nothing.
    @Test func printedAndReadAgainIsTheSame() throws {
        let account = try Self.account()
        let changed = try AccountDocument(parsing: .object(account.document)).changed(account, at: Self.now + 1)
        #expect(changed.document == account.document)
        #expect(changed.revision == 2)
        #expect(changed.updated == Self.now + 1)
    }

    @Test(arguments: [
        (#"{"phone": null}"#, ["001099012345"]),
        (#"{"phone": "0987654321"}"#, ["001099012345", "+84987654321"]),
        (#"{"phoneVerified": false}"#, ["001099012345"]),
        (#"{"emailVerified": true}"#, ["001099012345", "+84912345678", "hoa@example.vn"]),
        (#"{"email": "new@example.vn"}"#, ["001099012345", "+84912345678", "new@example.vn"]),
        (#"{"kind": "business", "taxCode": "0100109106-001"}"#, ["001099012345", "0100109106-001", "+84912345678"]),
        (#"{}"#, ["001099012345", "+84912345678"]),
    ])
    func `RFC 7396 a change sets, null removes, the absent stays`(change: String, identifiers: [String]) throws {
        let changed = try Self.document(change).changed(Self.account(), at: Self.now)
        #expect(changed.signInIdentifiers.map(\.key) == identifiers)
    }

    @Test(arguments: [
        (#"{"kind": "admin"}"#, "kind"), (#"{"kind": null}"#, "kind"), (#"{"kind": 1}"#, "kind"), (#"{"name": ""}"#, "name"),
        (#"{"name": "A\r\nB"}"#, "name"), (#"{"personalNumber": "00109901234"}"#, "personalNumber"),
        (#"{"personalNumber": 1099012345}"#, "personalNumber"), (#"{"taxCode": "0100233480"}"#, "taxCode"),
        (#"{"birthDate": "1990-02-30"}"#, "birthDate"),
        (#"{"phone": "12345"}"#, "phone"), (#"{"email": "a,b@example.vn"}"#, "email"), (#"{"emailVerified": "true"}"#, "emailVerified"),
        (#"{"phoneVerified": null}"#, "phoneVerified"), (#"{"gender": "f m"}"#, "gender"), (#"{"address": "Hà Nội"}"#, "address"),
        (#"{"address": {}}"#, "address"), (#"{"address": {"ward": "x"}}"#, "address"), (#"{"address": {"country": 84}}"#, "address"),
        (#"{"password": "short"}"#, "password"), (#"{"password": ""}"#, "password"), (#"{"assurance": "LoA5"}"#, "assurance"),
        (#"{"assurance": "loa2"}"#, "assurance"), (#"{"totpSecret": "not base32!"}"#, "totpSecret"),
        (#"{"totpSecret": "MY"}"#, "totpSecret"),
        (#"{"totpSecret": "JBSWY3DPEHPK3PX1"}"#, "totpSecret"), (#"{"id": "another"}"#, "id"), (#"{"status": "locked"}"#, "status"),
        (#"{"taxCode": "0100109106"}"#, "taxCode"), (#"{"personalNumber": "001099012345", "taxCode": "001099012346"}"#, "taxCode"),
        (#"{"phone": null, "phoneVerified": true}"#, "phoneVerified"),
    ])
    func aWrongValueNamesItsMember(change: String, member: String) throws {
        let account = try Self.account()
        let rejection = #expect(throws: AccountRejection.self) { try Self.document(change).changed(account, at: Self.now) }
        guard case .wrongValue(member, let mend)? = rejection else {
            Issue.record("\(String(describing: rejection))")
            return
        }
        #expect(!mend.isEmpty)
    }

    @Test(arguments: [
        (#"{"role": "admin"}"#, AccountRejection.unknownMember("role")), (#"{"passwordHash": "x"}"#, .unknownMember("passwordHash")),
        (#"{"created": 1}"#, .unknownMember("created")), (#"{"Kind": "citizen"}"#, .unknownMember("Kind")),
        (#"{"a\u001b[2J": 1}"#, .unknownMember("a?[2J")), ("[]", .notAnObject), (#""citizen""#, .notAnObject),
        (#"{"personalNumber": null, "phone": null, "email": null}"#, .missingMember("personalNumber, taxCode, phone or email")),
    ])
    func aWrongChangeIsNamed(change: String, expected: AccountRejection) throws {
        let account = try Self.account()
        #expect(throws: expected) { try Self.document(change).changed(account, at: Self.now) }
    }

    @Test(arguments: [
        (#"{"name": "An", "phone": "0912345678"}"#, AccountRejection.missingMember("kind")),
        (#"{"kind": "citizen", "phone": "0912345678"}"#, .missingMember("name")),
        (#"{"kind": "citizen", "name": "An"}"#, .missingMember("personalNumber, taxCode, phone or email")),
        (#"{"kind": "citizen", "name": "An", "phone": "0912345678", "id": "mine"}"#, .unknownMember("id")),
        (#"{"kind": "citizen", "name": "An", "phone": "0912345678", "status": "active"}"#, .unknownMember("status")),
    ])
    func aNewAccountIsComplete(text: String, expected: AccountRejection) throws {
        #expect(throws: expected) { try Self.account(text) }
    }

    /// Tax Administration Law art. 35.7: a household business is taxed under its owner's personal number.
    @Test func twelveDigitsInATaxCodeAreAPersonalNumber() throws {
        let account = try Self.account(#"{"kind": "business", "name": "Hộ kinh doanh An", "taxCode": "001 099 012 345"}"#)
        #expect(account.taxCode == nil)
        #expect(account.personalNumber?.digits == "001099012345")
    }

    @Test(arguments: [
        ("JBSWY3DPEHPK3PXP", "Hello!\u{DE}\u{AD}\u{BE}\u{EF}".unicodeScalars.map { UInt8($0.value) }),
        ("jbsw y3dp ehpk 3pxp", "Hello!\u{DE}\u{AD}\u{BE}\u{EF}".unicodeScalars.map { UInt8($0.value) }),
        ("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Array("12345678901234567890".utf8)),
        ("MZXW6YTBOJTG633CMFZA====", Array("foobarfoobar".utf8)),
    ])
    func `RFC 4648 §6 base32`(text: String, bytes: [UInt8]) {
        #expect(OneTimeSeed(base32: text)?.bytes.exposed == bytes)
    }

    @Test func aSeedIsSealedForItsAccount() throws {
        let key = [UInt8](repeating: 9, count: 32)
        let seed = try #require(OneTimeSeed(base32: "JBSWY3DPEHPK3PXP"))
        let sealed = try seed.sealed(for: ID("a"), key: key, world: BrowserSecretTests.world)
        #expect(try AuthenticatedEncryption.open(sealed, key: key, context: Array("time-code-seed:a".utf8)) == seed.bytes.exposed)
        #expect(throws: AuthenticatedEncryption.AuthenticationFailure.self) {
            try AuthenticatedEncryption.open(sealed, key: key, context: Array("time-code-seed:b".utf8))
        }
    }
}
