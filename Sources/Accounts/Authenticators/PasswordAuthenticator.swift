package import Primitives
package import TokenCrypto

/// What a typed password has proven.
package enum PasswordProof: Sendable, Equatable {
    case right
    /// Right, and hashed more weakly than hashes are today.
    case rightButWeaklyHashed
    case wrong
    /// Not looked at: too many people are signing in at this moment.
    case busy
}

/// Compares passwords with stored hashes, one hash's work for every attempt, whoever it is for.
package struct PasswordAuthenticator: Sendable {
    private let pool: PasswordHashPool
    private let parameters: PasswordHashParameters
    private let pepper: PasswordPepper?
    private let world: World
    /// The hash of a password that does not exist, with today's cost: what people who do not exist are compared with.
    private let decoy: String

    /// - Parameters:
    ///   - parameters: what a hash costs today; older ones are replaced when their owner signs in.
    ///   - pepper: key that passwords go through first, kept apart from the database.
    package init(
        pool: PasswordHashPool, parameters: PasswordHashParameters = .minimum, pepper: PasswordPepper?, world: World
    ) {
        self.pool = pool
        self.parameters = parameters
        self.pepper = pepper
        self.world = world
        decoy = PasswordHash.decoy(parameters: parameters, pepper: pepper, random: world.random)
    }

    /// NIST SP 800-63B-4 §3.1.1.2.
    private static let saltLength = 32

    /// - Parameter hash: the account's; nil when there is no account, or none with a password.
    /// - Throws: `PasswordHashError` when the stored hash cannot be used.
    package func prove(_ typed: Secret, against hash: Secret?) async throws -> PasswordProof {
        let password = String(validating: typed.exposed, as: UTF8.self).flatMap { Password($0) }
        let stored = hash.map { String(decoding: $0.exposed, as: UTF8.self) }
        do {
            let verdict = try await pool.verify(
                password?.bytes ?? Secret([0]), against: stored ?? decoy, parameters: parameters, pepper: pepper)
            return password == nil || stored == nil ? .wrong : Self.proof(verdict)
        } catch is PasswordHashPool.Busy {
            return .busy
        }
    }

    /// The hash to store for a password.
    ///
    /// - Throws: `PasswordHashPool.Busy`, `PasswordHashError`.
    package func hash(_ password: Password) async throws -> Secret {
        Secret(try await pool.hash(password.bytes, salt: world.random(Self.saltLength), parameters: parameters, pepper: pepper))
    }

    /// The same, or nil when too many people are signing in at this moment.
    func hashUnlessBusy(_ password: Password) async throws -> Secret? {
        do { return try await hash(password) } catch is PasswordHashPool.Busy { return nil }
    }

    private static func proof(_ verdict: PasswordVerdict) -> PasswordProof {
        switch verdict {
        case .matches: .right
        case .matchesOutdatedHash: .rightButWeaklyHashed
        case .differs: .wrong
        }
    }
}
