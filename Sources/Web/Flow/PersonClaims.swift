package import Accounts
package import Audit
internal import OAuth
package import Primitives

/// The attributes of people, as the protocol asks for them.
package struct PersonClaims: ClaimsSource, HintedPersonSource {
    private let accounts: any AccountStore

    package init(accounts: any AccountStore) { self.accounts = accounts }

    package func account(identifiedBy text: String) async throws -> ID<Account>? {
        let account = try await accounts.find(signingInWith: SignInIdentifier.candidates(text))
        return account?.status == .active ? account?.id : nil
    }

    package func claims(_ names: [String], of account: ID<Account>) async throws -> JSON.Object? {
        guard let account = try await accounts.find(account), account.status == .active else { return nil }
        return AccountClaims.claims(of: account, named: names)
    }

    package func release(_ names: [String], of account: ID<Account>, audit: AuditEvent) async throws -> JSON.Object? {
        try await accounts.release(account, audit: audit).map { AccountClaims.claims(of: $0, named: names) }
    }
}
