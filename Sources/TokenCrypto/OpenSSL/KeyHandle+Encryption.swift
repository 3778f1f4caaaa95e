import COpenSSL

extension KeyHandle {
    /// The x coordinate of the point that both parties reach, in full width. RFC 7518 §4.6, NIST SP 800-56A §5.7.1.2.
    func sharedSecret(with peer: KeyHandle) throws(OpenSSLFailure) -> [UInt8] {
        let context = try unsafe made(EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil), "preparing a key agreement")
        defer { unsafe EVP_PKEY_CTX_free(context) }
        try unsafe demand(EVP_PKEY_derive_init(context), "preparing a key agreement")
        try unsafe demand(EVP_PKEY_derive_set_peer_ex(context, peer.pointer, 1), "checking the other party's key")
        var count = 0
        try unsafe demand(EVP_PKEY_derive(context, nil, &count), "agreeing on a key")
        var secret = [UInt8](repeating: 0, count: count)
        try unsafe demand(EVP_PKEY_derive(context, &secret, &count), "agreeing on a key")
        return Array(secret.prefix(count))
    }

    /// RSAES-OAEP with SHA-256 in both places. RFC 7518 §4.3, RFC 8017 §7.1.
    func encryptOAEP(_ plain: [UInt8]) throws(OpenSSLFailure) -> [UInt8] {
        let context = try unsafe made(EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil), "preparing RSA encryption")
        defer { unsafe EVP_PKEY_CTX_free(context) }
        try unsafe demand(EVP_PKEY_encrypt_init(context), "preparing RSA encryption")
        try unsafe Self.chooseOAEP(context)
        var count = unsafe Int(EVP_PKEY_get_size(pointer))
        var output = [UInt8](repeating: 0, count: count)
        try unsafe demand(EVP_PKEY_encrypt(context, &output, &count, plain, plain.count), "encrypting by RSA")
        return Array(output.prefix(count))
    }

    /// Nil when the ciphertext is not one for this key.
    func decryptOAEP(_ ciphertext: [UInt8]) -> [UInt8]? {
        defer { ERR_clear_error() }
        guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil) else { return nil }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        guard unsafe EVP_PKEY_decrypt_init(context) == 1, (try? unsafe Self.chooseOAEP(context)) != nil else { return nil }
        var count = unsafe Int(EVP_PKEY_get_size(pointer))
        guard ciphertext.count == count else { return nil }
        var output = [UInt8](repeating: 0, count: count)
        guard unsafe EVP_PKEY_decrypt(context, &output, &count, ciphertext, ciphertext.count) == 1 else { return nil }
        return Array(output.prefix(count))
    }

    /// Whether the private part belongs to the public one.
    ///
    /// For RSA by trying it once: the library's own check proves the factors prime, which takes far longer than a start may.
    func isKeyPair(_ type: JWK.KeyType) -> Bool {
        guard type != .rsa else {
            let message = Array("consistency".utf8)
            guard let encrypted = try? encryptOAEP(message) else { return false }
            return decryptOAEP(encrypted) == message
        }
        defer { ERR_clear_error() }
        guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil) else { return false }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        return unsafe EVP_PKEY_pairwise_check(context) == 1
    }

    private static func chooseOAEP(_ context: OpaquePointer) throws(OpenSSLFailure) {
        try unsafe demand(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING), "choosing OAEP")
        try unsafe demand(EVP_PKEY_CTX_set_rsa_oaep_md(context, DigestAlgorithm.sha256.pointer), "choosing the digest of OAEP")
        try unsafe demand(EVP_PKEY_CTX_set_rsa_mgf1_md(context, DigestAlgorithm.sha256.pointer), "choosing the mask of OAEP")
    }
}
