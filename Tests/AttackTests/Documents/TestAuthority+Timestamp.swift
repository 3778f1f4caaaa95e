import PKI
import Primitives

extension TestAuthority {
    /// A token of this holder over the digest of the bytes, as RFC 3161 §2.4.2 has it.
    ///
    /// - Parameter referring: the certificate that the signing-certificate attribute names; nil: there is no such attribute.
    func token(over bytes: [UInt8], at time: Instant, referring reference: Certificate?) throws -> [UInt8] {
        guard let imprint = DigestAlgorithm.sha256.digest(bytes) else { throw Unmakeable() }
        let information = DERWriter.sequence([
            DERWriter.integer(1), DERWriter.objectIdentifier("1.2.3.4"),
            DERWriter.sequence([Self.sha256, DERWriter.octetString(imprint)]), DERWriter.integer(1), Self.time(time),
        ])
        return try signedData(information, type: .timestampInfo, referring: reference)
    }

    private func signedData(_ content: [UInt8], type: OID, referring reference: Certificate?) throws -> [UInt8] {
        guard let digest = DigestAlgorithm.sha256.digest(content) else { throw Unmakeable() }
        var attributes = [
            Self.attribute("1.2.840.113549.1.9.3", DERWriter.objectIdentifier(type)),
            Self.attribute("1.2.840.113549.1.9.4", DERWriter.octetString(digest)),
        ]
        if let reference {
            let identifier = DERWriter.sequence([DERWriter.octetString(reference.fingerprint)])
            let value = DERWriter.sequence([DERWriter.sequence([identifier])])
            attributes.append(Self.attribute("1.2.840.113549.1.9.16.2.47", value))
        }
        let set = DERWriter.setOf(attributes)
        let value = try DERReader.whole(set[...])
        let signer = DERWriter.sequence([
            DERWriter.integer(1),
            DERWriter.sequence([certificate.issuerDER, DERWriter.value(.integer, certificate.serialNumber)]), Self.sha256,
            DERWriter.value(.context(0), value.contents), Self.signatureAlgorithm,
            DERWriter.octetString(try Self.signature(over: set, by: key)),
        ])
        let data = DERWriter.sequence([
            DERWriter.integer(3), DERWriter.setOf([Self.sha256]),
            DERWriter.sequence([DERWriter.objectIdentifier(type), DERWriter.value(.context(0), DERWriter.octetString(content))]),
            DERWriter.value(.context(0), certificate.der), DERWriter.setOf([signer]),
        ])
        return DERWriter.sequence([DERWriter.objectIdentifier("1.2.840.113549.1.7.2"), DERWriter.value(.context(0), data)])
    }

    private static func attribute(_ type: OID, _ value: [UInt8]) -> [UInt8] {
        DERWriter.sequence([DERWriter.objectIdentifier(type), DERWriter.setOf([value])])
    }
}
