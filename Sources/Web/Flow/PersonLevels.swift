package import Accounts
internal import OAuth
package import Primitives

/// How surely people can prove who they are, as the protocol asks for it.
package struct PersonLevels: LevelSource {
    private let accounts: any AccountStore
    private let stepUp: StepUp

    package init(accounts: any AccountStore, stepUp: StepUp) {
        self.accounts = accounts
        self.stepUp = stepUp
    }

    package var highest: AssuranceLevel { stepUp.highestLevel }

    package func reachable(by account: ID<Account>) async throws -> AssuranceLevel {
        // Nobody is signed in without an account; one that has just been removed can prove nothing more.
        guard let account = try await accounts.find(account) else { return .loa1 }
        return stepUp.reachableLevel(of: account)
    }
}
