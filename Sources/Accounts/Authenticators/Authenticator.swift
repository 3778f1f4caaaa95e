package import Primitives

/// One way in which somebody who has begun to sign in can prove more. Each needs nothing of the others.
package protocol Authenticator: Sendable {
    var factor: SignIn.Factor { get }

    /// The form that asks for the proof; nil when the account has not set this up.
    func challenge(for account: AccountRecord) -> Challenge?

    /// What the answer to the challenge has proven; nil when it is wrong.
    /// - Throws: when the account's secret cannot be read.
    func prove(_ answer: Secret, for account: AccountRecord) throws -> FactorProof?
}

/// A form with one field, as an authenticator describes it and a page draws it.
package struct Challenge: Sendable, Equatable {
    /// The field's name, and the key of its words in the catalogues.
    package let field: String
    /// HTML's `autocomplete`: what a browser or keyboard may fill in.
    package let autocomplete: String
    /// HTML's `inputmode`.
    package let inputMode: String
    /// Longest answer that makes sense, in characters.
    package let maximumLength: Int

    package init(field: String, autocomplete: String, inputMode: String, maximumLength: Int) {
        self.field = field
        self.autocomplete = autocomplete
        self.inputMode = inputMode
        self.maximumLength = maximumLength
    }
}

/// What was proven, and what the proof spends: it counts once, in the transaction that gives something for it.
package enum FactorProof: Sendable, Equatable {
    /// - Parameters:
    ///   - step: the time step of the code (RFC 6238 §4.2): it and all before it are spent.
    ///   - sealedSeed: what the code was compared with: a seed that was replaced meanwhile proves nothing.
    case timeCode(step: Int64, sealedSeed: [UInt8])
}
