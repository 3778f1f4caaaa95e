package import Primitives

/// One line of the consent ledger: what a person was told or agreed to, for which client, on which basis, in which words.
package struct ConsentRecord: Sendable, Equatable {
    /// The raw value is what the database holds.
    package enum Basis: String, Sendable, CaseIterable {
        /// The law allows the release; the person was told.
        case notice
        /// The person was asked and agreed.
        case explicit
    }

    package let id: String
    package let account: ID<Account>
    package let client: ID<Client>
    package var scopes: [String]
    package var claims: [String]
    package var basis: Basis
    /// Version of the wording that was shown.
    package var textVersion: String
    package var time: Instant
    package var withdrawn: Instant?

    package init(
        id: String, account: ID<Account>, client: ID<Client>, scopes: [String], claims: [String], basis: Basis, textVersion: String,
        time: Instant, withdrawn: Instant? = nil
    ) {
        self.id = id
        self.account = account
        self.client = client
        self.scopes = scopes
        self.claims = claims
        self.basis = basis
        self.textVersion = textVersion
        self.time = time
        self.withdrawn = withdrawn
    }
}
