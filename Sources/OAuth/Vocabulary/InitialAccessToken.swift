package import Primitives

/// An agency's right to register clients of its own, for a time and a number of times. RFC 7591 §1.2.
package struct InitialAccessToken: Sendable, Equatable {
    /// Names the token in the audit log.
    package var id: String
    /// SHA-256 of the token.
    package var hash: [UInt8]
    package var agency: ID<Agency>
    package var usesLeft: Int
    package var created: Instant
    package var expires: Instant

    package init(id: String, hash: [UInt8], agency: ID<Agency>, usesLeft: Int, created: Instant, expires: Instant) {
        self.id = id
        self.hash = hash
        self.agency = agency
        self.usesLeft = usesLeft
        self.created = created
        self.expires = expires
    }
}
