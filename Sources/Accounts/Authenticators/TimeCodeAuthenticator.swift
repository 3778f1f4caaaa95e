package import Primitives
internal import TokenCrypto

/// Codes of an authenticator app. RFC 6238.
package struct TimeCodeAuthenticator: Authenticator {
    package let factor = SignIn.Factor.timeCode

    private let seedKey: [UInt8]
    private let world: World

    /// - Parameter seedKey: the 32 bytes that `AccountLifecycle` seals the seeds with.
    package init(seedKey: [UInt8], world: World) {
        self.seedKey = seedKey
        self.world = world
    }

    package func challenge(for account: AccountRecord) -> Challenge? {
        guard account.sealedOneTimeSeed != nil else { return nil }
        // Apps show two groups of three digits, and people type what they see.
        return Challenge(field: "code", autocomplete: "one-time-code", inputMode: "numeric", maximumLength: 16)
    }

    package func prove(_ answer: Secret, for account: AccountRecord) throws -> FactorProof? {
        guard let sealed = account.sealedOneTimeSeed else { return nil }
        let seed = try OneTimeSeed(sealed: sealed, for: account.id, key: seedKey)
        let typed = answer.exposed.filter { $0 != UInt8(ascii: " ") }
        guard let step = TOTP(key: seed.bytes).step(of: typed, at: world.now()) else { return nil }
        return .timeCode(step: step, sealedSeed: sealed)
    }
}
