import Accounts
import Primitives
import Testing

@Suite struct AccountClaimsTests {
    static func claims(_ text: String, scopes: [String]) throws -> JSON {
        let account = try AccountDocumentTests.account(text)
        return .object(AccountClaims.claims(of: account, named: AccountClaims.names(scopes: scopes)))
    }

    @Test(
        arguments: [
            ("openid", [:]), ("signatures", [:]), ("offline_access", [:]),
            ("profile", ["name": "Nguyễn Thị Hoà", "gender": "female", "birthdate": "1990-01-02", "updated_at": 1_790_000_000]),
            ("email", ["email": "Hoa@example.vn", "email_verified": false]),
            ("phone", ["phone_number": "+84912345678", "phone_number_verified": true]),
            ("address", ["address": ["formatted": "Số 1\nHà Nội", "country": "VN"]]),
            ("identity", ["personal_number": "001099012345", "account_kind": "citizen", "ial": 2]), ("organization", [:]),
        ] as [(String, JSON)])
    func `OpenID Connect Core 1.0 §5.4 a scope stands for its claims`(scope: String, expected: JSON) throws {
        #expect(try Self.claims(AccountDocumentTests.full, scopes: ["openid", scope]) == expected)
    }

    @Test func anOrganisationHasACodeAndAName() throws {
        let text = #"{"kind": "business", "name": "Công ty An", "taxCode": "0314409058-002"}"#
        #expect(
            try Self.claims(text, scopes: ["organization", "identity", "profile", "email"]) == [
                "name": "Công ty An", "updated_at": 1_790_000_000, "account_kind": "business", "ial": 1,
                "organization": ["tax_code": "0314409058-002", "code": "0314409058", "name": "Công ty An"],
            ])
    }

    /// Core §5.3.2: what is not known is left out.
    @Test func whatIsNotKnownIsLeftOut() throws {
        let text = #"{"kind": "citizen", "name": "Y", "birthDate": "1941", "personalNumber": "001099012345", "assurance": "LoA1"}"#
        #expect(
            try Self.claims(text, scopes: AccountClaims.byScope.map(\.scope)) == [
                "name": "Y", "birthdate": "1941", "updated_at": 1_790_000_000, "personal_number": "001099012345", "account_kind": "citizen",
                "ial": 0,
            ])
    }

    @Test(arguments: zip(AssuranceLevel.allCases, [0, 1, 2, 2] as [Int64]))
    func identityLevel(assurance: AssuranceLevel, expected: Int64) { #expect(AccountClaims.identityLevel(assurance) == expected) }

    @Test func unknownNamesGiveNothing() throws {
        let account = try AccountDocumentTests.account()
        #expect(AccountClaims.claims(of: account, named: ["sub", "password", "", "Name"]).isEmpty)
    }
}
