import COpenSSL

/// Keyed hashes. RFC 2104.
package enum HMAC {
    package static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] { MACTemplate.sha256.code(key: key, message) }
    package static func sha384(key: [UInt8], _ message: [UInt8]) -> [UInt8] { MACTemplate.sha384.code(key: key, message) }
    package static func sha512(key: [UInt8], _ message: [UInt8]) -> [UInt8] { MACTemplate.sha512.code(key: key, message) }
}

/// A MAC context that knows its digest and no key; each computation works on a copy.
@safe private struct MACTemplate: @unchecked Sendable {
    static let sha256 = Self(.sha256)
    static let sha384 = Self(.sha384)
    static let sha512 = Self(.sha512)

    private let context: OpaquePointer?
    private let byteCount: Int

    private init(_ digest: DigestAlgorithm) {
        byteCount = digest.byteCount
        let mac = unsafe EVP_MAC_fetch(nil, "HMAC", nil)
        unsafe context = EVP_MAC_CTX_new(mac)
        unsafe EVP_MAC_free(mac)
        var name = Array(digest.name.utf8CString)
        unsafe name.withUnsafeMutableBufferPointer { name in
            var parameters = unsafe [
                OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.baseAddress, 0), OSSL_PARAM_construct_end(),
            ]
            let result = unsafe EVP_MAC_CTX_set_params(context, &parameters)
            precondition(result == 1, "the cryptographic library offers no HMAC")
        }
    }

    func code(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: byteCount)
        let copy = unsafe EVP_MAC_CTX_dup(context)
        defer { unsafe EVP_MAC_CTX_free(copy) }
        // An empty key is a key; a null pointer would mean "keep the one you have".
        let result =
            unsafe EVP_MAC_init(copy, key.isEmpty ? [0] : key, key.count, nil) == 1
            && EVP_MAC_update(copy, message, message.count) == 1
            && EVP_MAC_final(copy, &output, nil, byteCount) == 1
        precondition(result, "the cryptographic library cannot compute HMAC")
        return output
    }
}
