internal import COpenSSL

/// The library's path validation, over one given chain. RFC 5280 §6.1, without time (§6.1.3 (a)(2)) and revocation (a)(3), which the
/// caller judges with the evidence at hand.
enum PathValidation {
    /// The chain as the library walked it, from the certificate in question to the anchor.
    static func validate(_ chain: [Certificate], inputs: PathInputs) throws(PathFailure) -> [Certificate] {
        let key = ValidationMemo.ChainKey(fingerprints: chain.map(\.fingerprint), inputs: inputs)
        let result = ValidationMemo.shared.chain(key) {
            Result { () throws(PathFailure) -> [Int] in try walk(chain, inputs: inputs) }
        }
        return try result.get().map { chain[$0] }
    }

    private static func walk(_ chain: [Certificate], inputs: PathInputs) throws(PathFailure) -> [Int] {
        guard let leaf = chain.first, let anchor = chain.last, let context = ValidationContext() else { throw .general(0) }
        let count = chain.count
        guard context.prepare(leaf, intermediates: count > 2 ? Array(chain[1..<(count - 1)]) : [], anchor: anchor, inputs: inputs) else {
            throw .general(0)
        }
        let code = context.verify()
        guard code == X509_V_OK else { throw failure(code, of: chain) }
        return context.chain(of: chain)
    }

    private static func failure(_ code: Int32, of chain: [Certificate]) -> PathFailure {
        if let constraint = constraint(code) {
            // To the library an authority is none for either reason.
            let hasOtherUse = chain.dropFirst().contains { $0.keyUsage.map { !$0.contains(.keyCertSign) } ?? false }
            return .chainConstraints(constraint == .basicConstraints && hasOtherUse ? .keyUsage : constraint)
        }
        switch code {
        // Another certificate that signed itself with the key of an anchor is a root of its own.
        case X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
            X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            return .noChainFound
        default: return .general(code)
        }
    }

    private static func constraint(_ code: Int32) -> ChainConstraint? {
        switch code {
        case X509_V_ERR_INVALID_CA, X509_V_ERR_INVALID_NON_CA, X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA: .basicConstraints
        case X509_V_ERR_PATH_LENGTH_EXCEEDED, X509_V_ERR_CERT_CHAIN_TOO_LONG, X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN: .pathLength
        // Each certificate was signed by the next: the library refuses an issuer then for what its key is for, or for its identifier.
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_KEYUSAGE_NO_CERTSIGN,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA, X509_V_ERR_AKID_SKID_MISMATCH,
            X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH:
            .keyUsage
        case X509_V_ERR_PERMITTED_VIOLATION, X509_V_ERR_EXCLUDED_VIOLATION, X509_V_ERR_SUBTREE_MINMAX,
            X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, X509_V_ERR_UNSUPPORTED_NAME_SYNTAX:
            .nameConstraints
        case X509_V_ERR_NO_EXPLICIT_POLICY, X509_V_ERR_INVALID_POLICY_EXTENSION: .policy
        case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION: .criticalExtension
        case X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH, X509_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY: .signatureAlgorithm
        case X509_V_ERR_INVALID_EXTENSION, X509_V_ERR_ISSUER_NAME_EMPTY, X509_V_ERR_SUBJECT_NAME_EMPTY,
            X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3, X509_V_ERR_EC_KEY_EXPLICIT_PARAMS:
            .malformed
        default: nil
        }
    }
}
