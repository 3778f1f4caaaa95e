internal import COpenSSL
package import Primitives

/// The authorities whose client certificates are believed. RFC 5280 §6.
@safe package final class CertificateAuthorities: @unchecked Sendable {
    /// The library locks it; nothing is added after it was filled.
    private let store: OpaquePointer

    /// Why a file of authorities cannot be used, or a certificate is not believed.
    package enum Rejection: Error, Equatable, CustomStringConvertible {
        /// There is no certificate in it.
        case empty
        case malformed
        /// Expired, not yet valid, not for clients, signed by nobody who is known here, or weakly: the library's number says which.
        case untrusted(Int32)

        package var description: String {
            switch self {
            case .empty: "there is no certificate in it"
            case .malformed: "it holds something that is no certificate in PEM"
            case .untrusted(let code): "the certificate is not to be trusted (\(code))"
            }
        }
    }

    /// Every certificate of the file is trusted, whether it signed itself or not.
    package init(pem: [UInt8]) throws(Rejection) {
        guard let store = unsafe X509_STORE_new() else { throw .malformed }
        unsafe self.store = store
        let count = try unsafe Self.fill(store, with: pem)
        guard count > 0 else { throw .empty }
        _ = unsafe X509_STORE_set_flags(store, UInt(X509_V_FLAG_PARTIAL_CHAIN))
    }

    deinit { unsafe X509_STORE_free(store) }

    private static func fill(_ store: OpaquePointer, with pem: [UInt8]) throws(Rejection) -> Int {
        guard let source = unsafe BIO_new_mem_buf(pem, Int32(clamping: pem.count)) else { throw .malformed }
        defer { unsafe BIO_free(source) }
        var count = 0
        while let certificate = unsafe PEM_read_bio_X509(source, nil, nil, nil) {
            defer { unsafe X509_free(certificate) }
            guard unsafe X509_STORE_add_cert(store, certificate) == 1 else { throw .malformed }
            count += 1
        }
        // The end of the file is reported as a line that is not there.
        let atEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE
        ERR_clear_error()
        guard atEnd else { throw .malformed }
        return count
    }

    /// Passes for the certificate of a client that one of the authorities has certified, at that moment.
    package func verify(_ certificate: Certificate, at now: Instant) throws(Rejection) {
        guard let context = unsafe X509_STORE_CTX_new() else { throw .untrusted(0) }
        defer { unsafe X509_STORE_CTX_free(context) }
        guard unsafe X509_STORE_CTX_init(context, store, certificate.handle.pointer, nil) == 1 else { throw .untrusted(0) }
        unsafe X509_STORE_CTX_set_time(context, 0, Int(now.secondsSinceEpoch))
        _ = unsafe X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_CLIENT)
        // 112 bits: no RSA below 2048, no SHA-1.
        unsafe X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(context), 2)
        guard unsafe X509_verify_cert(context) == 1 else {
            let code = unsafe X509_STORE_CTX_get_error(context)
            ERR_clear_error()
            throw .untrusted(code)
        }
    }
}
