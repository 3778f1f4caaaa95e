import COpenSSL

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
        let cipher = try CipherContext()
        return try nonce + cipher.seal(plain, key: key, context: context, nonce: nonce, tagByteCount: tagByteCount)
    }

    /// - Throws: `AuthenticationFailure` when key, context or any byte differs from what was sealed.
    package static func open(_ sealed: [UInt8], key: [UInt8], context: [UInt8]) throws -> [UInt8] {
        guard sealed.count >= nonceByteCount + tagByteCount else { throw AuthenticationFailure() }
        let nonce = Array(sealed.prefix(nonceByteCount))
        try demandLengths(key: key, nonce: nonce)
        let ciphertext = Array(sealed.dropFirst(nonceByteCount).dropLast(tagByteCount))
        let tag = Array(sealed.suffix(tagByteCount))
        return try CipherContext().open(ciphertext, key: key, context: context, nonce: nonce, tag: tag)
    }

    /// Sealed bytes that were not sealed with this key and context, or were changed since.
    package struct AuthenticationFailure: Error, Equatable { package init() {} }

    /// A key or nonce of another length than AES-256-GCM takes here.
    package struct LengthFailure: Error, Equatable {}

    private static func demandLengths(key: [UInt8], nonce: [UInt8]) throws(LengthFailure) {
        guard key.count == keyByteCount, nonce.count == nonceByteCount else { throw LengthFailure() }
    }
}

@safe private final class CipherContext {
    private static nonisolated(unsafe) let algorithm = unsafe EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
    private let pointer: OpaquePointer

    init() throws { unsafe pointer = try made(EVP_CIPHER_CTX_new(), "making a cipher context") }
    deinit { unsafe EVP_CIPHER_CTX_free(pointer) }

    func seal(_ plain: [UInt8], key: [UInt8], context: [UInt8], nonce: [UInt8], tagByteCount: Int) throws -> [UInt8] {
        try unsafe demand(EVP_EncryptInit_ex2(pointer, Self.algorithm, key, nonce, nil), "starting AES-GCM")
        var length: Int32 = 0
        if !context.isEmpty {
            try unsafe demand(EVP_EncryptUpdate(pointer, nil, &length, context, Int32(context.count)), "binding AES-GCM context")
        }
        var output = [UInt8](repeating: 0, count: plain.count)
        try unsafe demand(EVP_EncryptUpdate(pointer, &output, &length, plain, Int32(plain.count)), "encrypting")
        var rest = [UInt8](repeating: 0, count: 16)
        try unsafe demand(EVP_EncryptFinal_ex(pointer, &rest, &length), "ending AES-GCM")
        var tag = [UInt8](repeating: 0, count: tagByteCount)
        try unsafe demand(EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_GET_TAG, Int32(tagByteCount), &tag), "reading the tag")
        return output + tag
    }

    func open(_ ciphertext: [UInt8], key: [UInt8], context: [UInt8], nonce: [UInt8], tag: [UInt8]) throws -> [UInt8] {
        try unsafe demand(EVP_DecryptInit_ex2(pointer, Self.algorithm, key, nonce, nil), "starting AES-GCM")
        var length: Int32 = 0
        if !context.isEmpty {
            try unsafe demand(EVP_DecryptUpdate(pointer, nil, &length, context, Int32(context.count)), "binding AES-GCM context")
        }
        var output = [UInt8](repeating: 0, count: ciphertext.count)
        try unsafe demand(EVP_DecryptUpdate(pointer, &output, &length, ciphertext, Int32(ciphertext.count)), "decrypting")
        var tag = tag
        try unsafe demand(EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag), "setting the tag")
        var rest = [UInt8](repeating: 0, count: 16)
        guard unsafe EVP_DecryptFinal_ex(pointer, &rest, &length) == 1 else {
            ERR_clear_error()
            throw AuthenticatedEncryption.AuthenticationFailure()
        }
        return output
    }
}
