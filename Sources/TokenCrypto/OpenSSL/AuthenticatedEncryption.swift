/// AES-256-GCM with a 96-bit nonce: `nonce || ciphertext || 128-bit tag`. NIST SP 800-38D.
package enum AuthenticatedEncryption {
    package static let keyByteCount = 32
    package static let nonceByteCount = 12
    private static let tagByteCount = 16

    /// - Parameters:
    ///   - context: bound to the ciphertext without being in it; `open` needs the same.
    ///   - nonce: never twice with one key; take it from `World.random`.
    package static func seal(_ plain: [UInt8], key: [UInt8], context: [UInt8], nonce: [UInt8]) throws -> [UInt8] {
        try demandLengths(key: key, nonce: nonce)
        return try nonce + CipherContext(.aes256GCM).seal(plain, key: key, context: context, nonce: nonce, tagByteCount: tagByteCount)
    }

    /// - Throws: `AuthenticationFailure` when key, context or any byte differs from what was sealed.
    package static func open(_ sealed: [UInt8], key: [UInt8], context: [UInt8]) throws -> [UInt8] {
        guard sealed.count >= nonceByteCount + tagByteCount else { throw AuthenticationFailure() }
        let nonce = Array(sealed.prefix(nonceByteCount))
        try demandLengths(key: key, nonce: nonce)
        let ciphertext = Array(sealed.dropFirst(nonceByteCount).dropLast(tagByteCount))
        let tag = Array(sealed.suffix(tagByteCount))
        return try CipherContext(.aes256GCM).open(ciphertext, key: key, context: context, nonce: nonce, tag: tag)
    }

    /// Sealed bytes that were not sealed with this key and context, or were changed since.
    package struct AuthenticationFailure: Error, Equatable { package init() {} }

    /// A key or nonce of another length than AES-256-GCM takes here.
    package struct LengthFailure: Error, Equatable {}

    private static func demandLengths(key: [UInt8], nonce: [UInt8]) throws(LengthFailure) {
        guard key.count == keyByteCount, nonce.count == nonceByteCount else { throw LengthFailure() }
    }
}
