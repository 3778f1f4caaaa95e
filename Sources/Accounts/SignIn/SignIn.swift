package import Primitives

/// A sign-in on its way: whose account it is, and what has been proven so far. Steps add proofs and return the next value.
package struct SignIn: Sendable {
    /// One thing that a person can prove.
    package enum Factor: Sendable, Hashable {
        case password

        /// RFC 8176 §2.
        package var method: String {
            switch self {
            case .password: "pwd"
            }
        }
    }

    package let account: AccountRecord
    package let factors: [Factor]

    /// Nothing exists before the first proof: a person is not half signed in.
    package init(account: AccountRecord, proving factor: Factor) {
        self.account = account
        factors = [factor]
    }

    /// The lesser of what was proven and what the account's proofing allows: never more than is true.
    package var level: AssuranceLevel { min(.loa1, account.assurance) }

    package var methods: [String] { factors.map(\.method) }
}
