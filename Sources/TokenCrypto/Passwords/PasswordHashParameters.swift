/// What one Argon2id hash costs. RFC 9106 §3.1.
package struct PasswordHashParameters: Sendable, Equatable {
    /// 19 MiB, two passes, one lane: below this no new hash is made.
    package static let minimum = PasswordHashParameters(memoryKiB: 19_456, iterations: 2, parallelism: 1)

    package let memoryKiB: Int
    package let iterations: Int
    package let parallelism: Int

    package init(memoryKiB: Int, iterations: Int, parallelism: Int) {
        self.memoryKiB = memoryKiB
        self.iterations = iterations
        self.parallelism = parallelism
    }

    /// What the algorithm demands, and what no stored hash may make the server spend: 1 GiB, 64 passes, 16 lanes.
    func demandAffordable() throws(PasswordHashError) {
        guard (1...16).contains(parallelism), (1...64).contains(iterations), (8 * parallelism...1_048_576).contains(memoryKiB) else {
            throw .parametersOutOfRange
        }
    }

    /// Whether a hash of this cost is at least as hard to guess as one of the other.
    func isAtLeast(_ other: Self) -> Bool {
        memoryKiB >= other.memoryKiB && iterations >= other.iterations && parallelism >= other.parallelism
    }
}

/// Why a password cannot be hashed or compared; never a word about the password itself.
package enum PasswordHashError: String, Error, Sendable, CaseIterable, CustomStringConvertible {
    case algorithmFailed = "Argon2id failed; is there memory left?"
    case hashMalformed = "the stored hash is not Argon2id in PHC form"
    case parametersOutOfRange = "the cost is outside of what Argon2id or this server accepts"
    case parametersTooWeak = "the cost is below 19 MiB and two passes"
    case pepperUnknown = "the stored hash was made with another pepper"
    case saltLength = "the salt has fewer than 16 or more than 64 bytes"

    package var description: String { rawValue }
}
