internal import Primitives

/// Whether the signer is the subject that was given, by identifiers alone and never by name.
package struct IdentityBinding: Sendable, Equatable {
    package enum Result: String, Sendable {
        /// The certificate's holder is the subject.
        case matched
        /// The certificate names somebody else.
        case mismatched
        /// The certificate is of an organisation that the subject may act for.
        case organisation
        /// Nothing in the certificate can be compared.
        case none
    }

    package var result: Result
    /// Of the identifier that decided.
    package var kind: CertificateIdentifier.Kind?

    /// A person's own identifiers decide first: a company's certificate that names one employee is not another's.
    package init(_ identifiers: [CertificateIdentifier], subject: SubjectIdentifiers) {
        let answers = identifiers.compactMap { identifier in
            Self.compare(identifier, subject).map { (result: $0, kind: identifier.kind) }
        }
        let personal = answers.filter { Self.personal.contains($0.kind) }
        let decisive =
            personal.first { $0.result == .mismatched } ?? personal.first { $0.result == .matched }
            ?? answers.first { $0.result == .matched } ?? answers.first { $0.result == .organisation } ?? answers.first
        result = decisive?.result ?? .none
        kind = decisive?.kind
    }

    private static let personal: Set<CertificateIdentifier.Kind> = [.personalNumber, .identityCard, .passport, .socialInsurance]

    /// Nil when the subject has nothing of that kind to compare with.
    private static func compare(_ identifier: CertificateIdentifier, _ subject: SubjectIdentifiers) -> Result? {
        let value = identifier.value
        switch identifier.kind {
        case .personalNumber: return subject.personalNumber.map { $0.digits.isSame(as: value) ? .matched : .mismatched }
        case .identityCard: return compareCard(value, subject)
        case .passport: return subject.passports.isEmpty ? nil : subject.passports.contains(value) ? .matched : .mismatched
        case .socialInsurance: return subject.socialInsurance.map { $0.isSame(as: value) ? .matched : .mismatched }
        case .taxCode: return compareTaxCode(value, subject)
        case .governmentUnit: return subject.governmentUnits.contains(value) ? .organisation : .mismatched
        case .unknown, .unprefixed: return nil
        }
    }

    /// Nine digits are found in the account's history alone; twelve are the personal number under its old name.
    private static func compareCard(_ value: String, _ subject: SubjectIdentifiers) -> Result? {
        if subject.identityCards.contains(value) { return .matched }
        guard value.utf8.count == 12, let number = subject.personalNumber else { return subject.identityCards.isEmpty ? nil : .mismatched }
        return number.digits.isSame(as: value) ? .matched : .mismatched
    }

    /// A branch signs for itself: only its parent's whole code, or the very branch, is the same organisation.
    private static func compareTaxCode(_ value: String, _ subject: SubjectIdentifiers) -> Result? {
        guard let code = TaxCode(parsing: value) else { return nil }
        if let own = subject.taxCode, own == code { return .matched }
        return subject.organizations.contains(code) ? .organisation : .mismatched
    }
}
