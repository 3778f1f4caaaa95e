/// Whether one signer's signature holds over a content: mathematics alone. RFC 5652 §5.4, §5.6.
package struct SignerVerification: Sendable {
    package enum Outcome: Sendable, Equatable {
        case valid
        /// The structure says two different things, or not enough; the reason.
        case malformed(String)
        /// The digest in the signed attributes is not the content's.
        case contentDiffers
        /// The signature value does not verify; the reason.
        case signatureInvalid(String)
        case contentAbsent
        case certificateAbsent
        /// The name of what is not verified here.
        case unsupported(String)
    }

    package enum CertificateReference: Sendable, Equatable { case absent, matches, differs }

    package var outcome: Outcome
    /// The certificate that the signer names, if it was among the candidates.
    package var certificate: Certificate?
    /// What the signed attributes say about which certificate that is. RFC 5035 §3.
    package var certificateReference: CertificateReference = .absent
    /// The signed attributes were hashed in another order than DER's.
    package var hasUnorderedAttributes = false

    init(_ outcome: Outcome) { self.outcome = outcome }
}

extension SignerInfo {
    /// - Parameter candidates: certificates among which the signer's is looked for; nobody believes them.
    /// - Parameter contentType: what the content-type attribute must name; nil for a counter-signature, which has none.
    package func verify(_ content: SignedContent, contentType: OID?, candidates: [Certificate]) -> SignerVerification {
        var reference = CertificateDigests()
        if let malformation = malformation(contentType: contentType, reference: &reference, content: content) {
            var result = SignerVerification(.malformed(malformation))
            result.certificate = candidates.first(where: identifies)
            return result
        }
        let named = candidates.filter(identifies)
        guard let certificate = named.first(where: { reference.reference(to: $0) == .matches }) ?? named.first else {
            return SignerVerification(.certificateAbsent)
        }
        var result = SignerVerification(.valid)
        result.certificate = certificate
        result.certificateReference = reference.reference(to: certificate)
        result.outcome = outcome(content, certificate, hasUnorderedAttributes: &result.hasUnorderedAttributes)
        return result
    }

    /// What makes the signer unfit to be verified, in a few words.
    private func malformation(contentType: OID?, reference: inout CertificateDigests, content: SignedContent) -> String? {
        do throws(CMSRejection) {
            guard let attributes = signedAttributes else {
                return isSetOfAttributes(content) ? "signed attributes presented as the content" : nil
            }
            guard try attributes.single(.messageDigest) != nil else { return "signed attributes without a message digest" }
            let named = try attributes.single(.contentType).map { $0.tag == .objectIdentifier ? Array($0.contents) : [] }
            guard named == contentType?.contents else { return "content type differs from what is signed" }
            _ = try attributes.single(.signingTime)
            reference = try CertificateDigests(attributes)
            return nil
        } catch {
            if case .malformed(let reason) = error { return reason }
            return "nested too deep, or too many parts"
        }
    }

    /// Whether the content is what another signature's signed attributes look like when they are hashed: then that signature would
    /// verify here over a content that nobody signed.
    private func isSetOfAttributes(_ content: SignedContent) -> Bool {
        guard let parts = content.parts, let first = parts.first(where: { !$0.isEmpty })?.first, first == DERTag.set.octet,
            parts.reduce(0, { $0 + $1.count }) <= 1 << 20
        else { return false }
        guard let value = try? DERReader.whole(ArraySlice(parts.joined()), rules: .ber), let list = try? CMSAttribute.list(value) else {
            return false
        }
        return list.contains(.messageDigest)
    }

    private func outcome(
        _ content: SignedContent, _ certificate: Certificate, hasUnorderedAttributes: inout Bool
    ) -> SignerVerification.Outcome {
        guard let digest else { return .unsupported(digestAlgorithm.algorithm.description) }
        guard let scheme else { return .unsupported(signatureAlgorithm.algorithm.description) }
        // A library that compares only one of the two lets an attacker name a weaker hash.
        guard scheme.digest.map({ $0 == digest }) ?? true else {
            return .signatureInvalid("digestAlgorithm differs from the hash of signatureAlgorithm")
        }
        guard let key = certificate.key else { return .unsupported("public key") }
        guard let attributes = signedAttributes else { return outcome(withoutAttributes: content, digest, scheme, key) }
        switch verdict(key, scheme, hasUnorderedAttributes: &hasUnorderedAttributes) {
        case .unsupported(let name): return .unsupported(name)
        case .invalid:
            guard let computed = content.digest(digest) else { return .signatureInvalid("signature value") }
            return computed == messageDigest(attributes) ? .signatureInvalid("signature value") : .contentDiffers
        case .valid:
            guard let computed = content.digest(digest) else {
                return content.parts == nil ? .contentAbsent : .unsupported(digest.rawValue)
            }
            return computed == messageDigest(attributes) ? .valid : .contentDiffers
        }
    }

    private func messageDigest(_ attributes: [CMSAttribute]) -> [UInt8]? {
        (try? attributes.single(.messageDigest)?.octetString()).map(Array.init)
    }

    private func outcome(
        withoutAttributes content: SignedContent, _ digest: DigestAlgorithm, _ scheme: SignatureScheme, _ key: PublicKey
    ) -> SignerVerification.Outcome {
        let message: PublicKey.Message
        if scheme == .edDSA {
            guard let parts = content.parts else { return .contentAbsent }
            // It is hashed twice, for each signer anew.
            guard parts.reduce(0, { $0 + $1.count }) <= 1 << 20 else { return .unsupported("EdDSA over a large content") }
            message = .parts(parts)
        } else {
            guard let computed = content.digest(digest) else {
                return content.parts == nil ? .contentAbsent : .unsupported(digest.rawValue)
            }
            message = .digest(computed)
        }
        switch key.verify(signature, over: message, scheme: scheme) {
        case .valid: return .valid
        case .invalid: return .signatureInvalid("signature value")
        case .unsupported(let name): return .unsupported(name)
        }
    }

    /// The signature is over the DER of the set. RFC 5652 §5.4. Some signers hash the attributes in the order in which they send them:
    /// the same set, so that it is accepted and remarked.
    private func verdict(_ key: PublicKey, _ scheme: SignatureScheme, hasUnorderedAttributes: inout Bool) -> PublicKey.Verdict {
        guard let value = signedAttributesValue, let attributes = signedAttributes else { return .invalid }
        let ordered = DERWriter.setOf(attributes.map { Array($0.encoding) })
        var verdict = key.verify(signature, over: .bytes(ordered), scheme: scheme)
        guard verdict == .invalid else { return verdict }
        if let canonical = try? DERWriter.setOf(value.elements().map { try DERWriter.canonical($0) }), canonical != ordered {
            verdict = key.verify(signature, over: .bytes(canonical), scheme: scheme)
        }
        let sent = DERWriter.value(.set, value.contents)
        guard verdict == .invalid, sent != ordered else { return verdict }
        verdict = key.verify(signature, over: .bytes(sent), scheme: scheme)
        hasUnorderedAttributes = verdict == .valid
        return verdict
    }
}
