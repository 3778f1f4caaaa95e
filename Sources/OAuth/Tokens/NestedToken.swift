internal import Primitives
internal import TokenCrypto

/// A signed token that may have come encrypted to this issuer. RFC 7519 §5.2.
enum NestedToken {
    /// The signed token: the text itself, or what was inside. Whether it is signed, and by whom, is the caller's to check.
    /// - Parameter keys: asked only when something is encrypted, which is seldom.
    static func signed(_ text: String, keys: () -> [DecryptionKey]) throws(JWERejection) -> String {
        guard text.utf8.count(where: { $0 == UInt8(ascii: ".") }) == 4 else { return text }
        let opened = try JWE.decrypt(
            text, keys: keys(), algorithms: Set(ResponseEncryption.algorithms), encryptions: Set(ResponseEncryption.encryptions))
        return String(decoding: opened.payload, as: UTF8.self)
    }
}
