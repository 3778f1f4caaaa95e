/// By which algorithms a certificate holds, for a policy to judge. ETSI TS 119 312.
package struct CertificateStrength: Sendable, Equatable {
    /// Of the issuer's signature, by the names of the reports; nil for an algorithm that is not known, or that hashes by itself.
    package let digest: String?
    /// `RSA`, `RSA-PSS`, `ECDSA`, `EdDSA`, or the identifier of another.
    package let signature: String
    /// Of the issuer's key.
    package let issuerKeyBits: Int?
    /// Of the certificate's own key.
    package let keyBits: Int?

    init(of certificate: Certificate, issuer: Certificate) {
        let scheme = SignatureScheme(certificate.signatureAlgorithm)
        digest = scheme?.digest?.rawValue
        signature = scheme?.name ?? certificate.signatureAlgorithm.algorithm.description
        issuerKeyBits = issuer.key?.bits
        keyBits = certificate.key?.bits
    }
}

extension CertificationPath {
    /// Of each certificate but the anchor, whose own signature proves nothing; its key counts with what it issued.
    package var strengths: [CertificateStrength] {
        certificates.indices.dropLast().map { CertificateStrength(of: certificates[$0], issuer: issuer(of: $0)) }
    }
}
