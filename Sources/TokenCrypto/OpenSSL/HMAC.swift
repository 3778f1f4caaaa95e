/// Keyed hashes. RFC 2104.
///
/// Made of two calls of the digest: the library's own interface sets up a context with a key for each message, which costs
/// several times the hashing of a message as short as ours.
package enum HMAC {
    /// For one-time codes alone, whose standard asks for it: the collisions of SHA-1 do not touch HMAC (RFC 4226 appendix B.2).
    static func sha1(key: [UInt8], _ message: [UInt8]) -> [UInt8] { code(.sha1, blockByteCount: 64, key, message) }
    package static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] { code(.sha256, blockByteCount: 64, key, message) }
    package static func sha384(key: [UInt8], _ message: [UInt8]) -> [UInt8] { code(.sha384, blockByteCount: 128, key, message) }
    package static func sha512(key: [UInt8], _ message: [UInt8]) -> [UInt8] { code(.sha512, blockByteCount: 128, key, message) }

    private static func code(_ digest: DigestAlgorithm, blockByteCount: Int, _ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        let key = key.count > blockByteCount ? digest.digest(key) : key
        let inner = digest.digest(padded(key, to: blockByteCount, with: 0x36, followedBy: message))
        return digest.digest(padded(key, to: blockByteCount, with: 0x5C, followedBy: inner))
    }

    /// The key with zeros up to the block's length, each byte combined with the pad, and what follows it.
    private static func padded(_ key: [UInt8], to count: Int, with pad: UInt8, followedBy message: [UInt8]) -> [UInt8] {
        var block: [UInt8] = []
        block.reserveCapacity(count + message.count)
        for byte in key { block.append(byte ^ pad) }
        for _ in key.count..<count { block.append(pad) }
        block.append(contentsOf: message)
        return block
    }
}
