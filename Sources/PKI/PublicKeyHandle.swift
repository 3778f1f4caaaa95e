internal import COpenSSL

/// Owns one public key of the library, which nobody changes once it is read.
@safe final class PublicKeyHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }
    deinit { unsafe EVP_PKEY_free(pointer) }

    convenience init?(_ subjectPublicKeyInfo: [UInt8]) {
        let end = subjectPublicKeyInfo.count
        let key: OpaquePointer? = unsafe subjectPublicKeyInfo.withUnsafeBufferPointer { bytes in
            var position = bytes.baseAddress
            guard let key = unsafe d2i_PUBKEY(nil, &position, end) else { return nil }
            guard unsafe position == bytes.baseAddress.map({ unsafe $0 + end }) else {
                unsafe EVP_PKEY_free(key)
                return nil
            }
            return unsafe key
        }
        ERR_clear_error()
        guard let key = unsafe key else { return nil }
        unsafe self.init(owning: key)
    }

    var kind: PublicKey.Kind {
        switch unsafe EVP_PKEY_get_base_id(pointer) {
        case EVP_PKEY_RSA, EVP_PKEY_RSA_PSS: .rsa
        case EVP_PKEY_EC: .ecdsa
        case EVP_PKEY_ED25519, EVP_PKEY_ED448: .edDSA
        case EVP_PKEY_DSA: .dsa
        default: .other
        }
    }

    var bits: Int { unsafe Int(EVP_PKEY_get_bits(pointer)) }

    /// Why nothing is verified with this key, whatever the signature.
    var obstacle: String? {
        switch kind {
        case .rsa: exponent.map { $0 >= 3 && $0 & 1 == 1 } ?? false ? nil : "RSA exponent"
        case .ecdsa: hasExplicitCurve ? "curve by parameters" : nil
        default: nil
        }
    }

    /// The exponent of an RSA key; nil when it has more than 64 bits, which no key in use has.
    var exponent: UInt? {
        var exponent: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(pointer, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1 else {
            ERR_clear_error()
            return nil
        }
        defer { unsafe BN_free(exponent) }
        return unsafe BN_num_bits(exponent) <= 64 ? BN_get_word(exponent) : nil
    }

    /// Parameters in place of a name can be chosen so that a known key verifies anything. CVE-2020-0601.
    private var hasExplicitCurve: Bool {
        var flag: Int32 = 0
        guard unsafe EVP_PKEY_get_int_param(pointer, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &flag) == 1 else {
            ERR_clear_error()
            return true
        }
        return flag != 0
    }

    /// Algorithms that sign a digest.
    func verify(_ signature: [UInt8], digest: [UInt8], scheme: SignatureScheme) -> PublicKey.Verdict {
        guard let context = unsafe EVP_PKEY_CTX_new(pointer, nil) else { return .unsupported(scheme.name) }
        defer {
            unsafe EVP_PKEY_CTX_free(context)
            ERR_clear_error()
        }
        guard unsafe EVP_PKEY_verify_init(context) == 1, unsafe prepare(context, scheme) else { return .unsupported(scheme.name) }
        return unsafe EVP_PKEY_verify(context, signature, signature.count, digest, digest.count) == 1 ? .valid : .invalid
    }

    private func prepare(_ context: OpaquePointer, _ scheme: SignatureScheme) -> Bool {
        guard let algorithm = scheme.digest, let digest = unsafe FetchedDigests.shared[algorithm] else { return false }
        switch scheme {
        case .rsaPKCS1:
            guard unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 else { return false }
        case .rsaPSS(_, let mask, let salt):
            guard let mask = unsafe FetchedDigests.shared[mask], unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1,
                unsafe EVP_PKEY_CTX_set_signature_md(context, digest) == 1,
                unsafe EVP_PKEY_CTX_set_rsa_pss_saltlen(context, Int32(salt)) == 1
            else { return false }
            return unsafe EVP_PKEY_CTX_set_rsa_mgf1_md(context, mask) == 1
        case .ecdsa, .edDSA: break
        }
        return unsafe EVP_PKEY_CTX_set_signature_md(context, digest) == 1
    }

    /// Algorithms that want the whole message.
    func verifyWhole(_ signature: [UInt8], message: PublicKey.Message) -> PublicKey.Verdict {
        guard case .parts(let parts) = message else { return .unsupported("EdDSA over a digest") }
        guard let context = unsafe EVP_MD_CTX_new() else { return .unsupported("EdDSA") }
        defer {
            unsafe EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        guard unsafe EVP_DigestVerifyInit(context, nil, nil, nil, pointer) == 1 else { return .unsupported("EdDSA") }
        let whole = parts.count == 1 ? Array(parts[0]) : Array(parts.joined())
        return unsafe EVP_DigestVerify(context, signature, signature.count, whole, whole.count) == 1 ? .valid : .invalid
    }
}
