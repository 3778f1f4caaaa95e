package import Primitives

/// A sign-in on its way: whose account it is, and what has been proven so far. Steps add proofs and return the next value.
package struct SignIn: Sendable {
    /// One thing that a person can prove, in the order in which `amr` names them.
    package enum Factor: Sendable, Hashable, CaseIterable {
        case password
        case timeCode

        /// RFC 8176 §2.
        package var method: String {
            switch self {
            case .password: "pwd"
            case .timeCode: "otp"
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

    /// What the session's person has proven before, and one thing more.
    package init(continuing session: SessionRecord, of account: AccountRecord, proving factor: Factor) {
        self.account = account
        factors = Factor.allCases.filter { $0 == factor || session.factors.contains($0) }
    }

    /// The lesser of what was proven and what the account's proofing allows: never more than is true.
    package var level: AssuranceLevel { min(Self.level(of: factors), account.assurance) }

    /// The one mapping from factors to levels.
    package static func level(of factors: [Factor]) -> AssuranceLevel { factors.count > 1 ? .loa2 : .loa1 }

    /// RFC 8176 §2, with `mfa` where several factors were proven.
    package var methods: [String] { factors.map(\.method) + (factors.count > 1 ? ["mfa"] : []) }
}

extension SessionRecord {
    /// What its person has proven.
    package var factors: [SignIn.Factor] { SignIn.Factor.allCases.filter { methods.contains($0.method) } }
}
