import COpenSSL

/// The SHA-2 family. FIPS 180-4.
package enum Digest {
    package static func sha256(_ message: [UInt8]) -> [UInt8] { DigestAlgorithm.sha256.digest(message) }
    package static func sha384(_ message: [UInt8]) -> [UInt8] { DigestAlgorithm.sha384.digest(message) }
    package static func sha512(_ message: [UInt8]) -> [UInt8] { DigestAlgorithm.sha512.digest(message) }
}

/// A digest that is fetched once for the process: fetching by name for each call costs more than hashing a token.
@safe struct DigestAlgorithm: @unchecked Sendable {
    /// Only for HMAC: as a digest it is broken.
    static let sha1 = unsafe Self(name: "SHA1", byteCount: 20, pointer: EVP_MD_fetch(nil, "SHA1", nil))
    static let sha256 = unsafe Self(name: "SHA256", byteCount: 32, pointer: EVP_MD_fetch(nil, "SHA256", nil))
    static let sha384 = unsafe Self(name: "SHA384", byteCount: 48, pointer: EVP_MD_fetch(nil, "SHA384", nil))
    static let sha512 = unsafe Self(name: "SHA512", byteCount: 64, pointer: EVP_MD_fetch(nil, "SHA512", nil))

    let name: String
    let byteCount: Int
    /// Kept for the process; the library never changes a fetched algorithm.
    let pointer: OpaquePointer?

    func digest(_ message: [UInt8]) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: byteCount)
        let result = unsafe EVP_Digest(message, message.count, &output, nil, pointer, nil)
        // Without SHA-2 nothing here can be trusted; going on with zeros would be worse than ending.
        precondition(result == 1, "the cryptographic library offers no SHA-2")
        return output
    }
}
