internal import Primitives
internal import TokenCrypto

/// Refresh tokens: 256 bits each. The first is random; every other is derived from its predecessor with a key of the instance,
/// so that a lost answer can be repeated without the token being kept anywhere. All of a family bear the first one's mark.
enum RefreshToken {
    static func successor(of token: String, key: [UInt8]) -> String {
        String(token.prefix(8)) + Base64URL.encode(HMAC.sha256(key: key, Array("refresh-token-successor\0".utf8) + Array(token.utf8)))
    }
}
