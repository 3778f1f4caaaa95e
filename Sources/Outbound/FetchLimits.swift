/// What a document of one kind may cost, and how it may be called for.
package struct FetchLimits: Sendable {
    /// Bytes of the answer.
    package var maximumBytes: Int
    /// From the name's lookup to the last byte.
    package var timeout: Duration
    /// For what carries its own signature and is known to everybody. RFC 5280 §8, RFC 6960 §5.
    package var plainHTTPAllowed: Bool

    package init(maximumBytes: Int, timeout: Duration, plainHTTPAllowed: Bool = false) {
        self.maximumBytes = maximumBytes
        self.timeout = timeout
        self.plainHTTPAllowed = plainHTTPAllowed
    }

    /// What clients publish about themselves.
    package static let document = FetchLimits(maximumBytes: 64 * 1024, timeout: .seconds(5))
    /// A list spends some 37 bytes on a revoked certificate: this is room for 900,000 of them, several times what the authorities here
    /// have ever issued at a time, and at 4 Mbit/s takes about the time allowed.
    package static let revocationList = FetchLimits(maximumBytes: 32 << 20, timeout: .seconds(60), plainHTTPAllowed: true)
    /// An answer about one certificate, with the responder's own.
    package static let onlineStatus = FetchLimits(maximumBytes: 64 * 1024, timeout: .seconds(10), plainHTTPAllowed: true)
}
