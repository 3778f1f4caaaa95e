package import Primitives

/// Remembers single-use identifiers (`jti`) until they expire. RFC 7523 §3.
package protocol ReplayStore: Sendable {
    /// One conditional write. `key` is a digest over the issuer and the identifier.
    func consume(_ key: [UInt8], until expires: Instant) async throws -> Consumption
}

package enum Consumption: Sendable, Equatable { case first, repeated }
