import COpenSSL

/// Owns one key of the library. The library's keys may be used by many threads at once as long as none changes them.
@safe final class KeyHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }
    deinit { unsafe EVP_PKEY_free(pointer) }

    var subjectPublicKeyInfo: [UInt8]? {
        var output: UnsafeMutablePointer<UInt8>?
        let count = unsafe i2d_PUBKEY(pointer, &output)
        guard count > 0, let start = unsafe output else { return nil }
        defer { unsafe CRYPTO_free(start, nil, 0) }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }
}

extension KeyHandle {
    /// - Throws: `JWKError.pointNotOnCurve`, which the library finds out while it reads the point.
    convenience init(curve: String, x: [UInt8], y: [UInt8]) throws(JWKError) {
        let parameters = KeyParameters()
        parameters.add(OSSL_PKEY_PARAM_GROUP_NAME, text: curve)
        parameters.add(OSSL_PKEY_PARAM_PUB_KEY, octets: [4] + x + y)
        guard let pointer = unsafe parameters.key(type: "EC", selection: .publicKey) else { throw .pointNotOnCurve }
        unsafe self.init(owning: pointer)
    }

    convenience init(curve: String, x: [UInt8], y: [UInt8], scalar: [UInt8]) throws(JWKError) {
        let parameters = KeyParameters()
        parameters.add(OSSL_PKEY_PARAM_GROUP_NAME, text: curve)
        parameters.add(OSSL_PKEY_PARAM_PUB_KEY, octets: [4] + x + y)
        parameters.add(OSSL_PKEY_PARAM_PRIV_KEY, integer: scalar)
        guard let pointer = unsafe parameters.key(type: "EC", selection: .keyPair) else { throw .keyPairInconsistent }
        unsafe self.init(owning: pointer)
    }

    convenience init(ed25519 key: [UInt8]) throws(JWKError) {
        guard !Edwards25519.isOfSmallOrder(key) else { throw .pointNotOnCurve }
        guard let pointer = unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, key, key.count) else {
            throw .memberMalformed("x")
        }
        unsafe self.init(owning: pointer)
    }

    convenience init(ed25519Seed seed: [UInt8]) throws(JWKError) {
        guard let pointer = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
            throw .memberMalformed("d")
        }
        unsafe self.init(owning: pointer)
    }

    /// - Throws: an error for a modulus that is weak, or so long that verifying with it is an attack on us.
    convenience init(modulus: [UInt8], exponent: [UInt8]) throws(JWKError) {
        try RSAPolicy.demand(modulus: modulus, exponent: exponent)
        let parameters = KeyParameters()
        parameters.add(OSSL_PKEY_PARAM_RSA_N, integer: modulus)
        parameters.add(OSSL_PKEY_PARAM_RSA_E, integer: exponent)
        guard let pointer = unsafe parameters.key(type: "RSA", selection: .publicKey) else { throw .memberMalformed("n") }
        unsafe self.init(owning: pointer)
    }

    /// - Parameter members: n, e, d, p, q, dp, dq, qi by their names in RFC 7518 §6.3.
    convenience init(rsa members: [RSAMember: [UInt8]]) throws(JWKError) {
        let parameters = KeyParameters()
        for (member, value) in members { parameters.add(member.parameter, integer: value) }
        guard let pointer = unsafe parameters.key(type: "RSA", selection: .keyPair) else { throw .keyPairInconsistent }
        unsafe self.init(owning: pointer)
    }
}
