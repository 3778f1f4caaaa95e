/// Keys encrypted by keys: AES Key Wrap. RFC 3394, RFC 7518 §4.4.
package enum KeyWrap {
    /// - Parameter key: 16 or 32 bytes.
    package static func wrap(_ plain: [UInt8], key: [UInt8]) throws -> [UInt8] {
        try CipherContext(try algorithm(for: key)).encrypt(plain, key: key, initializationVector: [])
    }

    /// Nil when the wrapped key was not wrapped by this one, or was changed since.
    package static func unwrap(_ wrapped: [UInt8], key: [UInt8]) -> [UInt8]? {
        // At least two blocks, and the check value. RFC 3394 §2.2.2.
        guard wrapped.count >= 24, wrapped.count % 8 == 0, let algorithm = try? algorithm(for: key) else { return nil }
        return try? CipherContext(algorithm).decrypt(wrapped, key: key, initializationVector: [])
    }

    /// A key of another length than 128 or 256 bits.
    package struct LengthFailure: Error, Equatable {}

    private static func algorithm(for key: [UInt8]) throws(LengthFailure) -> CipherAlgorithm {
        switch key.count {
        case 16: .aes128Wrap
        case 32: .aes256Wrap
        default: throw LengthFailure()
        }
    }
}
