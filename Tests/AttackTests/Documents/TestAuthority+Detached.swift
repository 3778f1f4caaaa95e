import PKI
import Primitives

extension TestAuthority {
    /// What a test may do to a detached signature.
    struct CMSVariant {
        var hasSignedAttributes = true
        /// A content inside the signature that should have none.
        var content: [UInt8]?
        var signers = 1
        var isReferringToCertificate = true
    }

    /// Signed data without content over the digest of the bytes. RFC 5652 §5; ETSI EN 319 122-1 §5.
    func detachedSignature(over bytes: [UInt8], _ variant: CMSVariant = CMSVariant()) throws -> [UInt8] {
        let signer = try signerInfo(over: bytes, variant)
        var content = [DERWriter.objectIdentifier(.data)]
        if let embedded = variant.content { content.append(DERWriter.value(.context(0), DERWriter.octetString(embedded))) }
        let data = DERWriter.sequence([
            DERWriter.integer(1), DERWriter.setOf([Self.sha256]), DERWriter.sequence(content),
            DERWriter.value(.context(0), certificate.der),
            DERWriter.value(.set, Array(repeatElement(signer, count: variant.signers).joined())),
        ])
        return DERWriter.sequence([DERWriter.objectIdentifier("1.2.840.113549.1.7.2"), DERWriter.value(.context(0), data)])
    }

    private func signerInfo(over bytes: [UInt8], _ variant: CMSVariant) throws -> [UInt8] {
        var fields = [
            DERWriter.integer(1),
            DERWriter.sequence([certificate.issuerDER, DERWriter.value(.integer, certificate.serialNumber)]), Self.sha256,
        ]
        var signed = bytes
        if variant.hasSignedAttributes {
            signed = try attributes(over: bytes, variant)
            fields.append(DERWriter.value(.context(0), try DERReader.whole(signed[...]).contents))
        }
        return DERWriter.sequence(
            fields + [Self.signatureAlgorithm, DERWriter.octetString(try Self.signature(over: signed, by: key))])
    }

    private func attributes(over bytes: [UInt8], _ variant: CMSVariant) throws -> [UInt8] {
        guard let digest = DigestAlgorithm.sha256.digest(bytes) else { throw Unmakeable() }
        var attributes = [
            Self.cmsAttribute(.contentType, DERWriter.objectIdentifier(.data)),
            Self.cmsAttribute(.messageDigest, DERWriter.octetString(digest)),
        ]
        if variant.isReferringToCertificate {
            let identifier = DERWriter.sequence([DERWriter.octetString(certificate.fingerprint)])
            attributes.append(Self.cmsAttribute(.signingCertificateV2, DERWriter.sequence([DERWriter.sequence([identifier])])))
        }
        return DERWriter.setOf(attributes)
    }

    private static func cmsAttribute(_ type: OID, _ value: [UInt8]) -> [UInt8] {
        DERWriter.sequence([DERWriter.objectIdentifier(type), DERWriter.setOf([value])])
    }
}
