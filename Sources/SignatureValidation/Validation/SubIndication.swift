/// Why a signature did not pass. ETSI EN 319 102-1 §5.1.3, table 5, letter for letter.
package enum SubIndication: String, Sendable, CaseIterable, Error {
    case certificateChainGeneralFailure = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    case chainConstraintsFailure = "CHAIN_CONSTRAINTS_FAILURE"
    case cryptoConstraintsFailure = "CRYPTO_CONSTRAINTS_FAILURE"
    case cryptoConstraintsFailureNoPOE = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    case expired = "EXPIRED"
    case formatFailure = "FORMAT_FAILURE"
    case hashFailure = "HASH_FAILURE"
    case noCertificateChainFound = "NO_CERTIFICATE_CHAIN_FOUND"
    case noCertificateChainFoundNoPOE = "NO_CERTIFICATE_CHAIN_FOUND_NO_POE"
    case noPOE = "NO_POE"
    case noSigningCertificateFound = "NO_SIGNING_CERTIFICATE_FOUND"
    case notYetValid = "NOT_YET_VALID"
    case outOfBoundsNoPOE = "OUT_OF_BOUNDS_NO_POE"
    case outOfBoundsNotRevoked = "OUT_OF_BOUNDS_NOT_REVOKED"
    case policyProcessingError = "POLICY_PROCESSING_ERROR"
    case revocationOutOfBoundsNoPOE = "REVOCATION_OUT_OF_BOUNDS_NO_POE"
    case revoked = "REVOKED"
    case revokedCANoPOE = "REVOKED_CA_NO_POE"
    case revokedNoPOE = "REVOKED_NO_POE"
    case sigConstraintsFailure = "SIG_CONSTRAINTS_FAILURE"
    case sigCryptoFailure = "SIG_CRYPTO_FAILURE"
    case signaturePolicyNotAvailable = "SIGNATURE_POLICY_NOT_AVAILABLE"
    case signedDataNotFound = "SIGNED_DATA_NOT_FOUND"
    case timestampOrderFailure = "TIMESTAMP_ORDER_FAILURE"
    case tryLater = "TRY_LATER"

    package var indication: Indication {
        switch self {
        case .expired, .formatFailure, .hashFailure, .notYetValid, .revoked, .sigCryptoFailure: .totalFailed
        default: .indeterminate
        }
    }
}
