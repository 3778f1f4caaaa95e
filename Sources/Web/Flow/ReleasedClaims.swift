internal import Accounts
internal import OAuth
internal import Primitives

extension ConsentPage.Permission {
    init(_ detail: AuthorizationDetail) {
        switch detail {
        case .dossier(let dossier): self = .dossier(number: dossier.identifier, actions: dossier.actions.map(\.rawValue))
        }
    }
}

/// The claims of an account as the consent page shows them: masked, and with who vouches for each.
enum ReleasedClaims {
    static func items(_ names: [String], of account: AccountRecord, in words: Localization) -> [ConsentPage.Item] {
        let claims = AccountClaims.claims(of: account, named: names)
        // A flag beside a contact says nothing to a person that the contact's own line does not.
        return names.filter { !$0.hasSuffix("_verified") && $0 != "updated_at" }.compactMap { name in
            guard let value = claims[name] else { return nil }
            return ConsentPage.Item(claim: name, value: text(value, of: name, in: words), source: source(of: name, account))
        }
    }

    private static func text(_ value: JSON, of name: String, in words: Localization) -> String? {
        switch name {
        case "personal_number": value.string.map(Masked.number)
        case "phone_number": value.string.map(Masked.phone)
        case "email": value.string.map(Masked.email)
        case "birthdate": value.string.map(words.date)
        case "account_kind", "gender": value.string.map { words("value.\(name)_\($0)") }
        case "address": value["formatted"]?.string ?? value["locality"]?.string ?? value["region"]?.string
        case "organization": value["name"]?.string
        case "ial": value.integer.map(String.init)
        default: value.string
        }
    }

    private static func source(of name: String, _ account: AccountRecord) -> ConsentPage.Source {
        switch name {
        case "phone_number": account.phone?.isProven == true ? .verified : .declared
        case "email": account.email?.isProven == true ? .verified : .declared
        default: .account
        }
    }
}
