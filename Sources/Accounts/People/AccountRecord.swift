package import Primitives

/// What the provider holds of one person or organisation that signs in.
package struct AccountRecord: Sendable {
    package enum Kind: String, Sendable, CaseIterable { case citizen, business, official }

    package enum Status: String, Sendable, CaseIterable { case active, locked }

    /// A way to reach somebody, and whether it has been proven to be theirs. Only a proven one signs in.
    package struct Contact<Value: Sendable & Hashable>: Sendable, Hashable {
        package var value: Value
        package var isProven: Bool

        package init(_ value: Value, isProven: Bool) {
            self.value = value
            self.isProven = isProven
        }
    }

    /// A random UUID that is never used again: the root of every subject identifier, and `TechID` for old portals.
    package let id: ID<Account>
    package var kind: Kind
    package var status: Status
    package var personalNumber: PersonalNumber?
    package var taxCode: TaxCode?
    package var name: PersonName
    package var birthDate: BirthDate?
    package var phone: Contact<PhoneNumber>?
    package var email: Contact<EmailAddress>?
    /// OpenID Connect Core 1.0 §5.1, `gender`.
    package var gender: String?
    /// OpenID Connect Core 1.0 §5.1.1: any of `formatted`, `street_address`, `locality`, `region`, `postal_code`, `country`.
    package var address: JSON.Object?
    /// Highest level that the proofing of this account allows.
    package var assurance: AssuranceLevel
    /// The Argon2id hash in PHC form; nil when the account has no password.
    package var passwordHash: Secret?
    /// The seed of the account's time codes, sealed (`OneTimeSeed`); nil when it has none.
    package var sealedOneTimeSeed: [UInt8]?
    package let created: Instant
    package var updated: Instant
    /// Counts the changes. A write states the revision that it read, so that two writers cannot undo one another.
    package var revision: Int64

    package init(
        id: ID<Account>, kind: Kind, status: Status = .active, personalNumber: PersonalNumber? = nil, taxCode: TaxCode? = nil,
        name: PersonName, birthDate: BirthDate? = nil, phone: Contact<PhoneNumber>? = nil, email: Contact<EmailAddress>? = nil,
        gender: String? = nil, address: JSON.Object? = nil, assurance: AssuranceLevel = .loa2, passwordHash: Secret? = nil,
        sealedOneTimeSeed: [UInt8]? = nil, created: Instant, updated: Instant, revision: Int64 = 1
    ) {
        self.id = id
        self.kind = kind
        self.status = status
        self.personalNumber = personalNumber
        self.taxCode = taxCode
        self.name = name
        self.birthDate = birthDate
        self.phone = phone
        self.email = email
        self.gender = gender
        self.address = address
        self.assurance = assurance
        self.passwordHash = passwordHash
        self.sealedOneTimeSeed = sealedOneTimeSeed
        self.created = created
        self.updated = updated
        self.revision = revision
    }

    /// Everything that this account signs in with. Each belongs to at most one account at a time, locked ones included;
    /// an unproven contact is nobody's yet, so that nobody can block another person by naming their number.
    package var signInIdentifiers: [SignInIdentifier] {
        var identifiers: [SignInIdentifier] = []
        if let personalNumber { identifiers.append(.personalNumber(personalNumber)) }
        if let taxCode, kind == .business { identifiers.append(.taxCode(taxCode)) }
        if let phone, phone.isProven { identifiers.append(.phone(phone.value)) }
        if let email, email.isProven { identifiers.append(.email(email.value)) }
        return identifiers
    }
}

extension AccountRecord: CustomStringConvertible, CustomDebugStringConvertible {
    /// Safe to log: whose account it is, and nothing about them.
    package var description: String { "account \(id)" }
    package var debugDescription: String { description }
}
