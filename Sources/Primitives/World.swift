/// The only sources of time and chance. The executable passes the system's, tests pass fixed ones.
package struct World: Sendable {
    package var now: @Sendable () -> Instant
    /// Cryptographically strong random bytes.
    package var random: @Sendable (_ byteCount: Int) -> [UInt8]

    package init(now: @escaping @Sendable () -> Instant, random: @escaping @Sendable (Int) -> [UInt8]) {
        self.now = now
        self.random = random
    }

    /// A random value for a URL, cookie or form: 256 bits as 43 characters of Base64URL.
    package func token() -> String { Base64URL.encode(random(32)) }
}
