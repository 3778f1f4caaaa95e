/// What was found out about the chain of a certificate, revocation left aside. ETSI EN 319 102-1 §5.2.6.
package enum PathResult: Sendable {
    case valid(CertificationPath)
    /// The chain is in order but for the time: that certificate of it was expired, or not valid yet.
    case outOfValidity(CertificationPath, index: Int, CertificationPath.ValidityFault)
    /// There is a chain, and it breaks a rule.
    case broken(PathFailure)

    /// The chain, whether it was its time or not.
    package var path: CertificationPath? {
        switch self {
        case .valid(let path), .outOfValidity(let path, _, _): path
        case .broken: nil
        }
    }
}

/// Why no chain to an anchor holds, in the words of ETSI EN 319 102-1 §5.1.3.
package enum PathFailure: Error, Sendable, Equatable, Hashable {
    /// NO_CERTIFICATE_CHAIN_FOUND.
    case noChainFound
    /// CHAIN_CONSTRAINTS_FAILURE; which constraint.
    case chainConstraints(ChainConstraint)
    /// CERTIFICATE_CHAIN_GENERAL_FAILURE; the library's number for it.
    case general(Int32)
    /// More certificates that look like issuers than anybody needs: a budget ran out before a chain was found.
    case limit
}

/// The rules of RFC 5280 §6.1 that a chain can break.
package enum ChainConstraint: String, Sendable, Hashable {
    case basicConstraints = "basic-constraints"
    case criticalExtension = "critical-extension"
    case keyUsage = "key-usage"
    case malformed
    case nameConstraints = "name-constraints"
    case pathLength = "path-length"
    case policy
    case signatureAlgorithm = "signature-algorithm"
}
