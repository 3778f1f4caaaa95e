import COpenSSL

/// A cipher that is fetched once for the process.
@safe struct CipherAlgorithm: @unchecked Sendable {
    static let aes128CBC = unsafe Self(pointer: EVP_CIPHER_fetch(nil, "AES-128-CBC", nil))
    static let aes128GCM = unsafe Self(pointer: EVP_CIPHER_fetch(nil, "AES-128-GCM", nil))
    static let aes256GCM = unsafe Self(pointer: EVP_CIPHER_fetch(nil, "AES-256-GCM", nil))
    static let aes128Wrap = unsafe Self(pointer: EVP_CIPHER_fetch(nil, "AES-128-WRAP", nil))
    static let aes256Wrap = unsafe Self(pointer: EVP_CIPHER_fetch(nil, "AES-256-WRAP", nil))

    /// Kept for the process; the library never changes a fetched algorithm.
    let pointer: OpaquePointer?
}

/// One encryption or decryption by a block cipher. Lengths of keys and nonces are the caller's to check.
@safe final class CipherContext {
    private let pointer: OpaquePointer
    private let algorithm: CipherAlgorithm

    init(_ algorithm: CipherAlgorithm) throws(OpenSSLFailure) {
        self.algorithm = algorithm
        unsafe pointer = try made(EVP_CIPHER_CTX_new(), "making a cipher context")
        unsafe EVP_CIPHER_CTX_set_flags(pointer, Int32(EVP_CIPHER_CTX_FLAG_WRAP_ALLOW))
    }
    deinit { unsafe EVP_CIPHER_CTX_free(pointer) }

    /// For modes that authenticate: the ciphertext followed by its tag.
    func seal(_ plain: [UInt8], key: [UInt8], context: [UInt8], nonce: [UInt8], tagByteCount: Int) throws(OpenSSLFailure) -> [UInt8] {
        try unsafe demand(EVP_EncryptInit_ex2(pointer, algorithm.pointer, key, nonce, nil), "starting AES-GCM")
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

    /// - Throws: `AuthenticatedEncryption.AuthenticationFailure` when the tag does not hold.
    func open(_ ciphertext: [UInt8], key: [UInt8], context: [UInt8], nonce: [UInt8], tag: [UInt8]) throws -> [UInt8] {
        try unsafe demand(EVP_DecryptInit_ex2(pointer, algorithm.pointer, key, nonce, nil), "starting AES-GCM")
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

    /// For modes without a tag.
    /// - Parameter initializationVector: empty where the mode has a fixed one.
    func encrypt(_ plain: [UInt8], key: [UInt8], initializationVector: [UInt8]) throws(OpenSSLFailure) -> [UInt8] {
        if initializationVector.isEmpty {
            try unsafe demand(EVP_EncryptInit_ex2(pointer, algorithm.pointer, key, nil, nil), "starting to encrypt")
        } else {
            try unsafe demand(EVP_EncryptInit_ex2(pointer, algorithm.pointer, key, initializationVector, nil), "starting to encrypt")
        }
        var output = [UInt8](repeating: 0, count: plain.count + 16)
        var (length, last): (Int32, Int32) = (0, 0)
        try unsafe demand(EVP_EncryptUpdate(pointer, &output, &length, plain, Int32(plain.count)), "encrypting")
        var rest = [UInt8](repeating: 0, count: 32)
        try unsafe demand(EVP_EncryptFinal_ex(pointer, &rest, &last), "ending to encrypt")
        return Array(output.prefix(Int(length))) + rest.prefix(Int(last))
    }

    /// - Throws: when padding or check value do not hold; what was decrypted is not given out then.
    func decrypt(_ ciphertext: [UInt8], key: [UInt8], initializationVector: [UInt8]) throws(OpenSSLFailure) -> [UInt8] {
        if initializationVector.isEmpty {
            try unsafe demand(EVP_DecryptInit_ex2(pointer, algorithm.pointer, key, nil, nil), "starting to decrypt")
        } else {
            try unsafe demand(EVP_DecryptInit_ex2(pointer, algorithm.pointer, key, initializationVector, nil), "starting to decrypt")
        }
        var output = [UInt8](repeating: 0, count: ciphertext.count + 16)
        var (length, last): (Int32, Int32) = (0, 0)
        try unsafe demand(EVP_DecryptUpdate(pointer, &output, &length, ciphertext, Int32(ciphertext.count)), "decrypting")
        var rest = [UInt8](repeating: 0, count: 32)
        try unsafe demand(EVP_DecryptFinal_ex(pointer, &rest, &last), "ending to decrypt")
        return Array(output.prefix(Int(length))) + rest.prefix(Int(last))
    }
}
