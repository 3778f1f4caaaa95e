/// Keys for separate purposes out of one secret. RFC 5869 with SHA-256.
package enum HKDF {
    /// - Parameter info: what the key is for; different purposes give unrelated keys.
    package static func sha256(key: [UInt8], info: String, count: Int = 32) -> [UInt8] {
        sha256(key: key, salt: [], info: Array(info.utf8), count: count)
    }

    /// - Precondition: `count` is at most 255 · 32. RFC 5869 §2.3.
    package static func sha256(key: [UInt8], salt: [UInt8], info: [UInt8], count: Int) -> [UInt8] {
        precondition((0...255 * 32).contains(count), "HKDF gives at most 8160 bytes")
        let pseudorandomKey = HMAC.sha256(key: salt.isEmpty ? [UInt8](repeating: 0, count: 32) : salt, key)
        var output: [UInt8] = []
        var block: [UInt8] = []
        var counter: UInt8 = 0
        while output.count < count {
            counter += 1
            block = HMAC.sha256(key: pseudorandomKey, block + info + [counter])
            output += block
        }
        return Array(output.prefix(count))
    }
}
