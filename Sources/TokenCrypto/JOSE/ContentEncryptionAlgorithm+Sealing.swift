import Primitives

extension ContentEncryptionAlgorithm {
    /// - Parameter context: the protected header as it is sent; authenticated beside the content. RFC 7516 §5.1 step 14.
    package func seal(_ plain: [UInt8], key: [UInt8], initializationVector: [UInt8], context: [UInt8]) throws -> (
        ciphertext: [UInt8], tag: [UInt8]
    ) {
        switch self {
        case .a128GCM, .a256GCM:
            let sealed = try CipherContext(cipher).seal(
                plain, key: key, context: context, nonce: initializationVector, tagByteCount: Self.tagByteCount)
            return (Array(sealed.dropLast(Self.tagByteCount)), Array(sealed.suffix(Self.tagByteCount)))
        case .a128CBCHS256:
            let ciphertext = try CipherContext(cipher).encrypt(
                plain, key: Array(key.suffix(16)), initializationVector: initializationVector)
            return (ciphertext, Self.code(ciphertext, key: key, initializationVector: initializationVector, context: context))
        }
    }

    /// The content, or nil when anything at all does not fit. Lengths are public; everything else fails alike.
    package func open(_ ciphertext: [UInt8], key: [UInt8], initializationVector: [UInt8], context: [UInt8], tag: [UInt8]) -> [UInt8]? {
        guard key.count == keyByteCount, initializationVector.count == initializationVectorByteCount, tag.count == Self.tagByteCount else {
            return nil
        }
        switch self {
        case .a128GCM, .a256GCM:
            return try? CipherContext(cipher).open(ciphertext, key: key, context: context, nonce: initializationVector, tag: tag)
        case .a128CBCHS256:
            // The code first: padding that is looked at before is an oracle. RFC 7518 §5.2.2.2.
            let expected = Self.code(ciphertext, key: key, initializationVector: initializationVector, context: context)
            guard constantTimeEqual(expected, tag), !ciphertext.isEmpty, ciphertext.count % 16 == 0 else { return nil }
            return try? CipherContext(cipher).decrypt(
                ciphertext, key: Array(key.suffix(16)), initializationVector: initializationVector)
        }
    }

    private var cipher: CipherAlgorithm {
        switch self {
        case .a128CBCHS256: .aes128CBC
        case .a128GCM: .aes128GCM
        case .a256GCM: .aes256GCM
        }
    }

    /// HMAC over header, vector, ciphertext and the header's length in bits, cut in half; its key is the first half. RFC 7518 §5.2.2.1.
    private static func code(_ ciphertext: [UInt8], key: [UInt8], initializationVector: [UInt8], context: [UInt8]) -> [UInt8] {
        let length = UInt64(context.count) * 8
        let lengthBytes = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: length >> UInt64($0)) }
        let code = HMAC.sha256(key: Array(key.prefix(16)), context + initializationVector + ciphertext + lengthBytes)
        return Array(code.prefix(tagByteCount))
    }
}
