import COpenSSL

/// The members of an RSA private key, by their names in RFC 7518 §6.3.
enum RSAMember: String, CaseIterable {
    case n, e, d, p, q, dp, dq, qi

    /// The library's name for it; its header composes the last five by macros that do not reach Swift.
    var parameter: String {
        switch self {
        case .n: OSSL_PKEY_PARAM_RSA_N
        case .e: OSSL_PKEY_PARAM_RSA_E
        case .d: OSSL_PKEY_PARAM_RSA_D
        case .p: "rsa-factor1"
        case .q: "rsa-factor2"
        case .dp: "rsa-exponent1"
        case .dq: "rsa-exponent2"
        case .qi: "rsa-coefficient1"
        }
    }
}
