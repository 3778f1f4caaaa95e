import COpenSSL

extension KeyHandle {
    /// A new key pair, from the library's own generator of random numbers.
    ///
    /// RSA takes a few hundred milliseconds of the calling thread.
    static func generate(_ type: JWK.KeyType) throws(OpenSSLFailure) -> KeyHandle {
        let context = try unsafe made(EVP_PKEY_CTX_new_from_name(nil, type.libraryName, nil), "preparing to make a key")
        defer { unsafe EVP_PKEY_CTX_free(context) }
        try unsafe demand(EVP_PKEY_keygen_init(context), "preparing to make a key")
        switch type {
        case .p256, .p384: try unsafe demand(EVP_PKEY_CTX_set_group_name(context, type.rawValue), "choosing the curve")
        case .rsa: try unsafe demand(EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048), "choosing the modulus length")
        case .ed25519: break
        }
        var key: OpaquePointer?
        try unsafe demand(EVP_PKEY_generate(context, &key), "making a key")
        return try unsafe KeyHandle(owning: made(key, "making a key"))
    }

    /// A component that is a number, big-endian, padded to `count` bytes.
    func integer(_ name: String, count: Int? = nil) throws(OpenSSLFailure) -> [UInt8] {
        var number: OpaquePointer?
        try unsafe demand(EVP_PKEY_get_bn_param(pointer, name, &number), "reading a component of a key")
        defer { unsafe BN_clear_free(number) }
        let byteCount = unsafe count ?? Int((BN_num_bits(number) + 7) / 8)
        var bytes = [UInt8](repeating: 0, count: byteCount)
        guard unsafe BN_bn2binpad(number, &bytes, Int32(byteCount)) == Int32(byteCount) else {
            throw OpenSSLFailure("reading a component of a key")
        }
        return bytes
    }

    /// The 32 bytes of an Ed25519 public key.
    func edwardsPublicKey() throws(OpenSSLFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        try unsafe demand(EVP_PKEY_get_raw_public_key(pointer, &bytes, &count), "reading a public key")
        return bytes
    }

    /// The 32 bytes from which an Ed25519 key pair follows.
    func edwardsSeed() throws(OpenSSLFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        try unsafe demand(EVP_PKEY_get_raw_private_key(pointer, &bytes, &count), "reading a private key")
        return bytes
    }
}

extension JWK.KeyType {
    fileprivate var libraryName: String {
        switch self {
        case .p256, .p384: "EC"
        case .ed25519: "ED25519"
        case .rsa: "RSA"
        }
    }

    /// The bytes of a coordinate or scalar; nil for RSA.
    var coordinateByteCount: Int? {
        switch self {
        case .p256, .ed25519: 32
        case .p384: 48
        case .rsa: nil
        }
    }
}
