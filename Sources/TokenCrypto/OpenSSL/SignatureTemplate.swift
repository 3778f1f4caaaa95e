import COpenSSL

/// A signature operation that is set up once for a key and an algorithm; each use works on a copy.
///
/// Setting up costs as much as an ES256 signature; copying costs a fraction of it, and copies may be made by many threads at once.
@safe final class SignatureTemplate: @unchecked Sendable {
    enum Purpose { case signing, verification }

    private let key: KeyHandle
    private let algorithm: SignatureAlgorithm
    private let purpose: Purpose
    private let template: OpaquePointer

    init(key: KeyHandle, algorithm: SignatureAlgorithm, purpose: Purpose) throws(OpenSSLFailure) {
        self.key = key
        self.algorithm = algorithm
        self.purpose = purpose
        unsafe template = try made(EVP_MD_CTX_new(), "making a signature context")
        try unsafe prepare(template)
    }

    deinit { unsafe EVP_MD_CTX_free(template) }

    func sign(_ message: [UInt8]) throws(OpenSSLFailure) -> [UInt8] {
        let context = try unsafe copy()
        defer { unsafe EVP_MD_CTX_free(context) }
        var count = unsafe Int(EVP_PKEY_get_size(key.pointer))
        var signature = [UInt8](repeating: 0, count: count)
        try unsafe demand(EVP_DigestSign(context, &signature, &count, message, message.count), "signing")
        signature.removeLast(signature.count - count)
        guard let coordinateByteCount = algorithm.coordinateByteCount else { return signature }
        guard let raw = ECDSASignature.raw(der: signature, coordinateByteCount: coordinateByteCount) else {
            throw OpenSSLFailure("reading an ECDSA signature")
        }
        return raw
    }

    func verify(_ signature: [UInt8], of message: [UInt8]) throws(JOSERejection) {
        guard let native = nativeForm(of: signature), let context = try? unsafe copy() else { throw .signatureInvalid }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestVerify(context, native, native.count, message, message.count) == 1 else {
            ERR_clear_error()
            throw .signatureInvalid
        }
    }

    private func nativeForm(of signature: [UInt8]) -> [UInt8]? {
        guard let coordinateByteCount = algorithm.coordinateByteCount else { return signature.isEmpty ? nil : signature }
        return ECDSASignature.der(raw: signature, coordinateByteCount: coordinateByteCount)
    }

    private func copy() throws(OpenSSLFailure) -> OpaquePointer {
        let context = try unsafe made(EVP_MD_CTX_new(), "making a signature context")
        do throws(OpenSSLFailure) {
            if algorithm == .edDSA {
                // A context without a digest cannot be copied in OpenSSL 3.0.
                try unsafe prepare(context)
            } else {
                try unsafe demand(EVP_MD_CTX_copy_ex(context, template), "copying a signature context")
            }
        } catch {
            unsafe EVP_MD_CTX_free(context)
            throw error
        }
        return unsafe context
    }

    private func prepare(_ context: OpaquePointer) throws(OpenSSLFailure) {
        // The context owns its key context.
        var keyContext: OpaquePointer?
        let digest = unsafe algorithm.digest?.pointer
        switch purpose {
        case .signing: try unsafe demand(EVP_DigestSignInit(context, &keyContext, digest, nil, key.pointer), "preparing to sign")
        case .verification: try unsafe demand(EVP_DigestVerifyInit(context, &keyContext, digest, nil, key.pointer), "preparing to verify")
        }
        guard algorithm == .ps256 else { return }
        try unsafe demand(EVP_PKEY_CTX_set_rsa_padding(keyContext, RSA_PKCS1_PSS_PADDING), "choosing PSS")
        // RFC 7518 §3.5: the salt is as long as the digest; in verification no other length is accepted.
        try unsafe demand(EVP_PKEY_CTX_set_rsa_pss_saltlen(keyContext, RSA_PSS_SALTLEN_DIGEST), "choosing the salt length")
    }
}
