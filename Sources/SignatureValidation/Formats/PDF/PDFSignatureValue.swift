internal import PKI

/// The signature in `Contents`, of whichever kind `SubFilter` names. ISO 32000-2 §12.8.3; ETSI EN 319 142-1 §6.2.
struct PDFSignatureValue {
    let dictionary: SignatureDictionary
    let content: SignedContent
    let store: DocumentSecurityStore
    let file: PDFFile

    func signature(_ identifier: String) -> DocumentSignature {
        guard let contents = dictionary.contents, !contents.isEmpty else {
            return DocumentSignature(identifier: identifier, malformed: "Contents is no string")
        }
        switch dictionary.subFilter {
        case "adbe.pkcs7.detached", "ETSI.CAdES.detached":
            return CMSSignature.detached(
                contents[...], content: content, identifier: identifier, allowsZeroPadding: true, additional: store.certificates,
                limits: file.limits)
        case "adbe.pkcs7.sha1": return digestSignature(contents, identifier)
        case "adbe.x509.rsa_sha1": return plainSignature(contents, identifier)
        case let other:
            return DocumentSignature(identifier: identifier, cryptography: .unsupported(Self.named(other)), document: .partial)
        }
    }

    /// A name for the report, if it is one.
    private static func named(_ subFilter: String?) -> String {
        guard let subFilter, subFilter.utf8.count <= 64, subFilter.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return "SubFilter"
        }
        return subFilter
    }

    /// CMS around the SHA-1 digest of the ranges. ISO 32000-2 §12.8.3.3.1.
    private func digestSignature(_ contents: [UInt8], _ identifier: String) -> DocumentSignature {
        guard let signedData = try? SignedData(contents[...], allowsZeroPadding: true), signedData.signers.count == 1,
            let parts = signedData.content
        else { return DocumentSignature(identifier: identifier, malformed: "CMS without one signer and a digest") }
        let certificates = signedData.certificates(atMost: file.limits.certificates) + store.certificates
        var signature = CMSSignature(
            signedData: signedData, signer: signedData.signers[0], content: SignedContent(.parts(parts)), certificates: certificates
        ).signature(identifier: identifier)
        signature.algorithms.append(AlgorithmUse(purpose: .reference, digest: DigestAlgorithm.sha1.rawValue))
        if content.digest(.sha1).map({ $0 != Array(parts.joined()) }) ?? true {
            signature.cryptography = .hashFailure("ByteRange")
            signature.document = .changed
        }
        return signature
    }

    /// RSA over SHA-1, with the certificate in the dictionary. ISO 32000-2 §12.8.3.2.
    private func plainSignature(_ contents: [UInt8], _ identifier: String) -> DocumentSignature {
        var reader = DERReader(contents[...])
        guard let value = try? reader.next().octetString(), reader.rest.allSatisfy({ $0 == 0 }) else {
            return DocumentSignature(identifier: identifier, malformed: "Contents is no OCTET STRING")
        }
        let certificates = embedded()
        guard let certificate = certificates.first, let key = certificate.key, let parts = content.parts else {
            return DocumentSignature(identifier: identifier, cryptography: .certificateNotFound, document: .partial)
        }
        var signature = DocumentSignature(identifier: identifier, cryptography: .valid, document: .unchanged)
        switch key.verify(value, over: .parts(parts), scheme: .rsaPKCS1(.sha1)) {
        case .valid: break
        case .invalid: (signature.cryptography, signature.document) = (.signatureFailure("signature value"), .changed)
        case .unsupported(let name): (signature.cryptography, signature.document) = (.unsupported(name), .partial)
        }
        signature.signingCertificate = certificate
        signature.certificates = Array(certificates.dropFirst()) + store.certificates
        signature.algorithms = [
            AlgorithmUse(purpose: .signature, digest: DigestAlgorithm.sha1.rawValue, signature: "RSA", keyBits: key.bits)
        ]
        return signature
    }

    /// The first is the signer's.
    private func embedded() -> [Certificate] {
        let value = dictionary.dictionary["Cert"]
        let strings = value?.array?.compactMap(\.string) ?? [value?.string].compactMap { $0 }
        return strings.compactMap { Certificate(der: $0) }
    }
}
