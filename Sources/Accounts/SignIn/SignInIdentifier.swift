package import Primitives

/// What a person names to say who they are, in its one normal form.
package enum SignInIdentifier: Sendable {
    case personalNumber(PersonalNumber)
    case taxCode(TaxCode)
    case phone(PhoneNumber)
    case email(EmailAddress)

    /// The raw value is what the database holds.
    package enum Kind: String, Sendable, CaseIterable {
        case personalNumber = "personal_number"
        case taxCode = "tax_code"
        case phone
        case email
    }

    package var kind: Kind {
        switch self {
        case .personalNumber: .personalNumber
        case .taxCode: .taxCode
        case .phone: .phone
        case .email: .email
        }
    }

    /// The text that is unique within its kind; ASCII always.
    package var key: String {
        switch self {
        case .personalNumber(let number): number.digits
        case .taxCode(let code): code.text
        case .phone(let number): number.e164
        case .email(let address): address.key
        }
    }

    /// What the typed text can mean, the most specific first; empty when it can mean nothing.
    ///
    /// Ten digits may be a tax code and a phone number. The order decides, and never the password: each sign-in
    /// compares one password with one account. Full-width digits, zero-width characters and letters of other scripts
    /// are refused by every parser, so that no look-alike stands for another identifier. UTS #39.
    package static func candidates(_ typed: String) -> [SignInIdentifier] {
        guard typed.utf8.count <= 320 else { return [] }
        let text = String(typed.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        if let email = EmailAddress(parsing: text) { return [.email(email)] }
        var candidates: [SignInIdentifier] = []
        if let number = PersonalNumber(parsing: text) { candidates.append(.personalNumber(number)) }
        if let code = TaxCode(parsing: text) { candidates.append(.taxCode(code)) }
        if let number = PhoneNumber(parsing: text) { candidates.append(.phone(number)) }
        return candidates
    }
}

extension SignInIdentifier: Hashable {
    package static func == (a: Self, b: Self) -> Bool { a.kind == b.kind && a.key.utf8.elementsEqual(b.key.utf8) }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(key)
    }
}

extension SignInIdentifier: CustomStringConvertible, CustomDebugStringConvertible {
    /// Safe to log: what kind it is. Who needs the value asks for `key`.
    package var description: String { kind.rawValue }
    package var debugDescription: String { description }
}
