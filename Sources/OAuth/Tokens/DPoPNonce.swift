package import Primitives
internal import TokenCrypto

/// Nonces for DPoP proofs, which show that a proof was made lately whatever the client's clock says. RFC 9449 §8.
///
/// Nothing is stored: a nonce is a keyed code over its window of time, so every node of an instance knows every other's.
package struct DPoPNonce: Sendable {
    /// Seconds for which one nonce is given out; it is accepted for as long again.
    static let window: Int64 = 120

    private let key: [UInt8]

    /// - Parameter key: of the instance, for this purpose alone.
    package init(key: [UInt8]) { self.key = key }

    package func current(at now: Instant) -> String { Base64URL.encode(code(of: Self.number(at: now))) }

    /// This window's or the one before; the next one too, since the clocks of two nodes differ.
    func accepts(_ text: String, at now: Instant) -> Bool {
        guard let given = Base64URL.decode(text) else { return false }
        let number = Self.number(at: now)
        return [number, number - 1, number + 1].contains { constantTimeEqual(given, code(of: $0)) }
    }

    private static func number(at now: Instant) -> Int64 { now.secondsSinceEpoch / window }

    private func code(of number: Int64) -> [UInt8] { Array(HMAC.sha256(key: key, Array("dpop-nonce\0\(number)".utf8)).prefix(16)) }
}
