/// The digests of the signer's certificate in the signing-certificate attributes. RFC 5035 §3, §5.4, RFC 5816.
package struct CertificateDigests: Sendable {
    /// The first of each attribute, which is the signer's own; nil stands for a hash that is not known.
    package private(set) var digests: [(algorithm: DigestAlgorithm?, value: [UInt8])] = []

    init() {}

    package init(_ attributes: [CMSAttribute]) throws(CMSRejection) {
        for (type, isFirstVersion) in [(OID.signingCertificate, true), (.signingCertificateV2, false)] {
            guard let value = try attributes.single(type) else { continue }
            digests.append(
                try CMSRejection.reading("signing certificate attribute") { () throws(DERError) in
                    try Self.first(value, isFirstVersion: isFirstVersion)
                })
        }
    }

    private static func first(_ value: DERValue, isFirstVersion: Bool) throws(DERError) -> (DigestAlgorithm?, [UInt8]) {
        var reader = try value.reader()
        var list = try reader.next(.sequence).reader()
        var identifier = try list.next(.sequence).reader()
        var algorithm: DigestAlgorithm? = isFirstVersion ? .sha1 : .sha256
        if !isFirstVersion, let explicit = try identifier.next(ifTagged: .sequence) {
            algorithm = DigestAlgorithm(try AlgorithmIdentifier(explicit).algorithm)
        }
        return (algorithm, Array(try identifier.next().octetString()))
    }

    /// Every one of them must be the certificate's.
    package func reference(to certificate: Certificate) -> SignerVerification.CertificateReference {
        if digests.isEmpty { return .absent }
        return digests.allSatisfy { $0.algorithm?.digest(certificate.der) == $0.value } ? .matches : .differs
    }
}
