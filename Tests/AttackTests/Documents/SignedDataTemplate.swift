import PKI

@testable import SignatureValidation

/// What a test puts into CMS signed data; the defaults make a sound signature at level B-B.
struct SignedDataTemplate {
    var content: [UInt8] = Array("what was signed".utf8)
    var isDetached = false
    var contentType: OID = .data
    /// What the content-type attribute says; nil: there is none.
    var attributedType: OID? = .data
    /// As many message digests as there are here.
    var messageDigests: [[UInt8]]?
    var digestAlgorithm: [UInt8] = TestAuthority.sha256
    var signatureAlgorithm: [UInt8] = TestAuthority.signatureAlgorithm
    var hasSignedAttributes = true
    /// The certificate that the signing-certificate attribute names; nil: there is no such attribute.
    var named: Certificate?
    /// The certificates that come along.
    var certificates: [Certificate]?
    /// Attributes in an order other than DER's, both signed and sent.
    var isUnordered = false
    var furtherSignedAttributes: [[UInt8]] = []
    var unsignedAttributes: [[UInt8]] = []
    var signerCount = 1

    static func attribute(_ type: OID, _ values: [[UInt8]]) -> [UInt8] {
        DERWriter.sequence([DERWriter.objectIdentifier(type), DERWriter.setOf(values)])
    }

    private func attributes() throws -> [UInt8] {
        let digests = try messageDigests ?? [DigestAlgorithm.sha256.digest(content)].map { try $0.orThrow() }
        var attributes = digests.map { Self.attribute(.messageDigest, [DERWriter.octetString($0)]) }
        if let attributedType { attributes.append(Self.attribute(.contentType, [DERWriter.objectIdentifier(attributedType)])) }
        attributes.append(Self.attribute(.signingTime, [TestAuthority.time(TestTime.now)]))
        if let named {
            let identifier = DERWriter.sequence([DERWriter.octetString(named.fingerprint)])
            attributes.append(Self.attribute(.signingCertificateV2, [DERWriter.sequence([DERWriter.sequence([identifier])])]))
        }
        attributes += furtherSignedAttributes
        guard isUnordered else { return DERWriter.setOf(attributes) }
        let sorted = attributes.sorted { $0.lexicographicallyPrecedes($1) }
        return DERWriter.value(.set, Array(sorted.reversed().joined()))
    }

    /// - Parameter stated: the certificate by which the signer is identified, where it is not the holder's own.
    func signed(by holder: TestAuthority, stated: Certificate? = nil) throws -> [UInt8] {
        let set = try attributes()
        let certificate = stated ?? holder.certificate
        var signer = [
            DERWriter.integer(1),
            DERWriter.sequence([certificate.issuerDER, DERWriter.value(.integer, certificate.serialNumber)]), digestAlgorithm,
        ]
        if hasSignedAttributes { signer.append(DERWriter.value(.context(0), try DERReader.whole(set[...]).contents)) }
        let signature = try TestAuthority.signature(over: hasSignedAttributes ? set : content, by: holder.key)
        signer += [signatureAlgorithm, DERWriter.octetString(signature)]
        if !unsignedAttributes.isEmpty { signer.append(DERWriter.value(.context(1), Array(unsignedAttributes.joined()))) }
        let signers = [[UInt8]](repeating: DERWriter.sequence(signer), count: signerCount)
        return Self.contentInfo(
            type: contentType, content: isDetached ? nil : content, certificates: certificates ?? [holder.certificate], signers: signers)
    }

    static func contentInfo(type: OID, content: [UInt8]?, certificates: [Certificate], signers: [[UInt8]]) -> [UInt8] {
        let inside = content.map { [DERWriter.value(.context(0), DERWriter.octetString($0))] } ?? []
        let data = DERWriter.sequence([
            DERWriter.integer(1), DERWriter.setOf([TestAuthority.sha256]),
            DERWriter.sequence([DERWriter.objectIdentifier(type)] + inside),
            DERWriter.value(.context(0), Array(certificates.map(\.der).joined())), DERWriter.setOf(signers),
        ])
        return DERWriter.sequence([DERWriter.objectIdentifier(.signedData), DERWriter.value(.context(0), data)])
    }
}

extension Optional {
    fileprivate func orThrow() throws -> Wrapped {
        guard let self else { throw TestAuthority.Unmakeable() }
        return self
    }
}
