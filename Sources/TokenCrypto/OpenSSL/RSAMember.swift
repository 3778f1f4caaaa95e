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

/// Which RSA keys are accepted.
enum RSAPolicy {
    /// RFC 7518 §3.3 demands 2048 bits; above 8192 a verification costs milliseconds that a stranger chooses.
    static let modulusBits = 2048...8192

    static func demand(modulus: [UInt8], exponent: [UInt8]) throws(JWKError) {
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        guard bits >= modulusBits.lowerBound else { throw .modulusTooShort }
        guard bits <= modulusBits.upperBound else { throw .modulusTooLong }
        guard modulus.last.map({ $0 & 1 == 1 }) == true else { throw .memberMalformed("n") }
        // FIPS 186-5 §A.1.1: odd and above 2^16. 64 bits are more than any key in use has.
        guard exponent.count <= 8 else { throw .exponentUnacceptable }
        let value = exponent.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard value >= 65537, value & 1 == 1 else { throw .exponentUnacceptable }
    }
}
