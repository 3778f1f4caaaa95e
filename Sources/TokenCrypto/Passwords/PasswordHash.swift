import CArgon2
package import Primitives

/// What comparing a password with a stored hash has shown.
package enum PasswordVerdict: Sendable, Equatable {
    case matches
    /// The password is right, its hash is weaker than hashes are today: store a new one.
    case matchesOutdatedHash
    case differs
}

/// A key that every password goes through before it is hashed, kept apart from the hashes. NIST SP 800-63B-4 §3.1.1.2.
package struct PasswordPepper: Sendable {
    let key: Secret
    /// Names the pepper in stored hashes, and tells nothing about it.
    package let id: String

    package init(_ key: Secret) {
        self.key = Secret(HKDF.sha256(key: key.exposed, info: "idp password pepper: key"))
        id = Base64URL.encode(HKDF.sha256(key: key.exposed, info: "idp password pepper: name", count: 6))
    }
}

/// Argon2id. RFC 9106.
///
/// A hash takes tens of milliseconds: never on a thread that serves requests, see `PasswordHashPool`.
package enum PasswordHash {
    private static let hashByteCount = 32

    /// The hash in PHC form, to be stored.
    ///
    /// - Parameters:
    ///   - password: as bytes; Unicode is normalised by the caller.
    ///   - salt: 16 to 64 bytes from `World.random`, new for each hash.
    package static func hash(
        _ password: Secret, salt: [UInt8], parameters: PasswordHashParameters = .minimum, pepper: PasswordPepper? = nil
    ) throws(PasswordHashError) -> String {
        guard (16...64).contains(salt.count) else { throw .saltLength }
        guard parameters.isAtLeast(.minimum) else { throw .parametersTooWeak }
        try parameters.demandAffordable()
        let hash = try argon2id(peppered(password, pepper), salt: salt, parameters: parameters, count: hashByteCount)
        return PHCString(parameters: parameters, pepperID: pepper?.id, salt: salt, hash: hash).text
    }

    /// The hash of a password that does not exist: comparing with it takes the same work as with any other, and never matches.
    ///
    /// - Parameter random: as in `World`.
    package static func decoy(
        parameters: PasswordHashParameters = .minimum, pepper: PasswordPepper? = nil, random: (Int) -> [UInt8]
    ) -> String {
        PHCString(parameters: parameters, pepperID: pepper?.id, salt: random(32), hash: random(hashByteCount)).text
    }

    /// Compares a password with a stored hash; the time depends on the hash's cost, not on the outcome.
    ///
    /// - Parameters:
    ///   - parameters: what a hash should cost today.
    ///   - pepper: the one in use; hashes that were made without any still match, and are outdated.
    package static func verify(
        _ password: Secret, against stored: String, parameters: PasswordHashParameters = .minimum, pepper: PasswordPepper? = nil
    ) throws(PasswordHashError) -> PasswordVerdict {
        let phc = try PHCString(parsing: stored)
        let isCurrentPepper = phc.pepperID.map { Array($0.utf8) } == pepper.map { Array($0.id.utf8) }
        guard phc.pepperID == nil || isCurrentPepper else { throw .pepperUnknown }
        let used = phc.pepperID == nil ? nil : pepper
        let hash = try argon2id(peppered(password, used), salt: phc.salt, parameters: phc.parameters, count: phc.hash.count)
        guard constantTimeEqual(hash, phc.hash) else { return .differs }
        let isCurrent = isCurrentPepper && phc.parameters.isAtLeast(parameters) && phc.hash.count >= hashByteCount && phc.salt.count >= 16
        return isCurrent ? .matches : .matchesOutdatedHash
    }

    private static func peppered(_ password: Secret, _ pepper: PasswordPepper?) -> [UInt8] {
        guard let pepper else { return password.exposed }
        return HMAC.sha256(key: pepper.key.exposed, password.exposed)
    }

    private static func argon2id(
        _ password: [UInt8], salt: [UInt8], parameters: PasswordHashParameters, count: Int
    ) throws(PasswordHashError) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: count)
        let result = unsafe argon2id_hash_raw(
            UInt32(parameters.iterations), UInt32(parameters.memoryKiB), UInt32(parameters.parallelism), password, password.count, salt,
            salt.count, &output, count)
        guard result == ARGON2_OK.rawValue else { throw .algorithmFailed }
        return output
    }
}
