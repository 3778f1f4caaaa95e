internal import COpenSSL

/// Owns one validation of the library. Used by one caller, once.
@safe final class ValidationContext {
    private let context: OpaquePointer
    private let trusted: OpaquePointer
    private let untrusted: OpaquePointer

    init?() {
        guard let context = unsafe X509_STORE_CTX_new() else { return nil }
        guard let trusted = unsafe OPENSSL_sk_new_null() else {
            unsafe X509_STORE_CTX_free(context)
            return nil
        }
        guard let untrusted = unsafe OPENSSL_sk_new_null() else {
            unsafe OPENSSL_sk_free(trusted)
            unsafe X509_STORE_CTX_free(context)
            return nil
        }
        unsafe self.context = context
        unsafe self.trusted = trusted
        unsafe self.untrusted = untrusted
    }

    /// The stacks hold borrowed certificates: the chain that was given outlives the context.
    deinit {
        unsafe X509_STORE_CTX_free(context)
        unsafe OPENSSL_sk_free(trusted)
        unsafe OPENSSL_sk_free(untrusted)
    }

    func prepare(_ leaf: Certificate, intermediates: [Certificate], anchor: Certificate, inputs: PathInputs) -> Bool {
        for certificate in intermediates { guard unsafe push(certificate, on: untrusted) else { return false } }
        guard unsafe push(anchor, on: trusted), unsafe X509_STORE_CTX_init(context, nil, leaf.handle.pointer, untrusted) == 1 else {
            return false
        }
        unsafe X509_STORE_CTX_set0_trusted_stack(context, trusted)
        guard unsafe X509_STORE_CTX_set_purpose(context, X509_PURPOSE_ANY) == 1 else { return false }
        unsafe X509_STORE_CTX_set_verify_cb(context) { isGood, context in unsafe ValidationContext.tolerate(isGood, context) }
        return demand(inputs, isListed: !anchor.isSelfSigned)
    }

    private func push(_ certificate: Certificate, on stack: OpaquePointer) -> Bool {
        unsafe OPENSSL_sk_push(stack, UnsafeRawPointer(certificate.handle.pointer)) > 0
    }

    /// - Parameter isListed: whether the chain ends below a root, at a service of a trusted list.
    private func demand(_ inputs: PathInputs, isListed: Bool) -> Bool {
        guard let parameters = unsafe X509_STORE_CTX_get0_param(context) else { return false }
        var flags = X509_V_FLAG_X509_STRICT | X509_V_FLAG_POLICY_CHECK | X509_V_FLAG_CHECK_SS_SIGNATURE | X509_V_FLAG_NO_CHECK_TIME
        if isListed { flags |= X509_V_FLAG_PARTIAL_CHAIN }
        if inputs.explicitPolicy { flags |= X509_V_FLAG_EXPLICIT_POLICY }
        if inputs.inhibitPolicyMapping { flags |= X509_V_FLAG_INHIBIT_MAP }
        if inputs.inhibitAnyPolicy { flags |= X509_V_FLAG_INHIBIT_ANY }
        unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(flags))
        unsafe X509_VERIFY_PARAM_set_depth(parameters, Int32(PathSearch.maximumIntermediates))
        // To the library no policy at all would mean that none is acceptable once a certificate requires one. RFC 5280 §6.1.1 (c).
        let policies = inputs.initialPolicies.isEmpty ? ["2.5.29.32.0"] : inputs.initialPolicies
        return policies.allSatisfy { policy in
            guard let object = unsafe OBJ_txt2obj(policy, 1) else { return false }
            guard unsafe X509_VERIFY_PARAM_add0_policy(parameters, object) == 1 else {
                unsafe ASN1_OBJECT_free(object)
                return false
            }
            return true
        }
    }

    /// Rules for those who issue (RFC 5280 §4.2) that its §6 does not ask of those who verify: a certificate that breaks one is untidy,
    /// and proves as much as another.
    private static let tolerated: Set<Int32> = [
        X509_V_ERR_CA_BCONS_NOT_CRITICAL, X509_V_ERR_CA_CERT_MISSING_KEY_USAGE, X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER,
        X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER, X509_V_ERR_AUTHORITY_KEY_IDENTIFIER_CRITICAL,
        X509_V_ERR_SUBJECT_KEY_IDENTIFIER_CRITICAL, X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL,
    ]

    private static func tolerate(_ isGood: Int32, _ context: OpaquePointer?) -> Int32 {
        guard isGood == 0 else { return isGood }
        let code = unsafe X509_STORE_CTX_get_error(context)
        guard unsafe tolerated.contains(code) || (code == X509_V_ERR_INVALID_CA && isOldAnchor(context)) else { return 0 }
        unsafe X509_STORE_CTX_set_error(context, X509_V_OK)
        return 1
    }

    /// An anchor from before basicConstraints, of version 1 or with a key for certificates: it is believed for its name and key, and §6.1.4
    /// (k) asks for the extension of those below it alone.
    private static func isOldAnchor(_ context: OpaquePointer?) -> Bool {
        guard let chain = unsafe X509_STORE_CTX_get0_chain(context), let certificate = unsafe X509_STORE_CTX_get_current_cert(context)
        else { return false }
        guard unsafe X509_STORE_CTX_get_error_depth(context) == OPENSSL_sk_num(chain) - 1 else { return false }
        // To the library 3 is a self-signed certificate of version 1, 4 an authority by its keyUsage alone.
        return unsafe [3, 4].contains(X509_check_ca(certificate))
    }

    /// X509_V_OK, or the library's number for what is wrong.
    func verify() -> Int32 {
        defer { ERR_clear_error() }
        if unsafe X509_verify_cert(context) == 1 { return X509_V_OK }
        let code = unsafe X509_STORE_CTX_get_error(context)
        return code == X509_V_OK ? X509_V_ERR_UNSPECIFIED : code
    }

    /// Which of the given certificates the library's chain is made of.
    func chain(of certificates: [Certificate]) -> [Int] {
        guard let chain = unsafe X509_STORE_CTX_get0_chain(context) else { return [] }
        return (0..<(unsafe OPENSSL_sk_num(chain))).compactMap { index in
            guard let value = unsafe OPENSSL_sk_value(chain, index) else { return nil }
            return certificates.firstIndex { unsafe UnsafeMutableRawPointer($0.handle.pointer) == value }
        }
    }
}
