package import Primitives

/// What the provider can say of an account, by claim. `sub`, and what belongs to a sign-in (`acr`, `amr`, `auth_time`), are not among it.
///
/// A claim that is not known is left out, never null or empty: OpenID Connect Core 1.0 §5.3.2.
package enum AccountClaims {
    /// The claims of each scope, in the order in which pages name them. OpenID Connect Core 1.0 §5.4; the last two are ours.
    package static let byScope: [(scope: String, claims: [String])] = [
        ("profile", ["name", "gender", "birthdate", "updated_at"]),
        ("email", ["email", "email_verified"]),
        ("phone", ["phone_number", "phone_number_verified"]),
        ("address", ["address"]),
        ("identity", ["personal_number", "account_kind", "ial", "nationalities"]),
        ("organization", ["organization"]),
    ]

    /// Every claim, for `claims_supported`.
    package static var names: [String] { byScope.flatMap(\.claims) }

    /// The names of the claims that scopes stand for.
    package static func names(scopes: some Collection<String>) -> [String] {
        byScope.filter { entry in scopes.contains { $0.utf8.elementsEqual(entry.scope.utf8) } }.flatMap(\.claims)
    }

    /// The claims of those names that are known of the account, in the order of the names.
    package static func claims(of account: AccountRecord, named names: some Collection<String>) -> JSON.Object {
        var object = JSON.Object()
        for name in names { object[name] = claim(name, of: account) }
        return object
    }

    private static func claim(_ name: String, of account: AccountRecord) -> JSON? {
        switch name {
        case "name": .string(account.name.text)
        case "gender": account.gender.map { .string($0) }
        case "birthdate": account.birthDate.map { .string($0.text) }
        case "updated_at": JSON(account.updated)
        case "email": account.email.map { .string($0.value.address) }
        case "email_verified": account.email.map { .bool($0.isProven) }
        case "phone_number": account.phone.map { .string($0.value.e164) }
        case "phone_number_verified": account.phone.map { .bool($0.isProven) }
        case "address": account.address.map { .object($0) }
        case "personal_number": account.personalNumber.map { .string($0.digits) }
        case "account_kind": .string(account.kind.rawValue)
        case "ial": .integer(identityLevel(account.assurance))
        case "organization": organization(account)
        default: nil
        }
    }

    /// The one mapping from what the proofing allows to the level of identity proof that portals ask for (they refuse below 2).
    package static func identityLevel(_ assurance: AssuranceLevel) -> Int64 {
        switch assurance {
        case .loa1: 0
        case .loa2: 1
        case .loa3, .loa4: 2
        }
    }

    /// The enterprise code is the tax code (Decision 20/2020/QĐ-TTg art. 5); a household business has neither.
    private static func organization(_ account: AccountRecord) -> JSON? {
        guard account.kind == .business, let taxCode = account.taxCode else { return nil }
        return ["tax_code": .string(taxCode.text), "code": .string(taxCode.entity), "name": .string(account.name.text)]
    }
}
