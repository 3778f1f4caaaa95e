package import Primitives

/// Who a signature is expected to be by: verified identifiers of one account, and of organisations that its holder may act for.
package struct SubjectIdentifiers: Sendable {
    package var personalNumber: PersonalNumber?
    /// Numbers of identity cards that the account had, from its history.
    package var identityCards: Set<String> = []
    package var socialInsurance: String?
    package var passports: Set<String> = []
    /// Of an account that is itself an organisation.
    package var taxCode: TaxCode?
    /// Of organisations that the person may act for.
    package var organizations: [TaxCode] = []
    /// Codes of units of government that the person may act for.
    package var governmentUnits: Set<String> = []

    package init() {}

    /// What an account was proofed with.
    package init(personalNumber: PersonalNumber?, taxCode: TaxCode?) {
        self.personalNumber = personalNumber
        self.taxCode = taxCode
    }
}
