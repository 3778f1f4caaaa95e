package import PKI
internal import Primitives

/// States what one signer of signed data amounts to: for CAdES, for PDF and for containers alike.
package struct CMSSignature {
    let signedData: SignedData
    let signer: SignerInfo
    let content: SignedContent
    /// Among which the signer's certificate is looked for.
    let certificates: [Certificate]

    /// The one signature of a place where there may be only one, over content that is elsewhere, such as the ranges of a PDF.
    ///
    /// What is malformed about it is a `formatFailure` of the signature.
    /// - Parameter additional: certificates that came along outside the signature; as unbelieved as its own.
    package static func detached(
        _ bytes: ArraySlice<UInt8>, content: SignedContent, identifier: String, allowsZeroPadding: Bool = false,
        additional: [Certificate] = [], limits: Limits
    ) -> DocumentSignature {
        do throws(CMSRejection) {
            let signedData = try SignedData(bytes, allowsZeroPadding: allowsZeroPadding)
            guard signedData.content == nil else { throw .malformed("content inside a detached signature") }
            guard signedData.signers.count == 1 else { throw .malformed("not exactly one signer") }
            let certificates = signedData.certificates(atMost: limits.certificates) + additional
            return CMSSignature(signedData: signedData, signer: signedData.signers[0], content: content, certificates: certificates)
                .signature(identifier: identifier)
        } catch { return DocumentSignature(identifier: identifier, malformed: error.reason) }
    }

    /// - Parameter contentType: nil for a counter-signature.
    func signature(identifier: String, isCounterSignature: Bool = false) -> DocumentSignature {
        let contentType = isCounterSignature ? nil : signedData.contentType
        let verification = signer.verify(content, contentType: contentType, candidates: certificates + attributeCertificates)
        if case .malformed(let reason) = verification.outcome {
            var malformed = DocumentSignature(identifier: identifier, malformed: reason)
            malformed.signingCertificate = verification.certificate
            return malformed
        }
        var signature = DocumentSignature(
            identifier: identifier, cryptography: Cryptography(verification.outcome), document: DocumentState(verification.outcome))
        describe(&signature, verification)
        addEvidence(&signature)
        signature.timestamps = timestamps()
        signature.algorithms += Set(signature.timestamps.compactMap(\.imprintUse)).sorted { ($0.digest ?? "") < ($1.digest ?? "") }
        signature.properties = properties(signature)
        return signature
    }

    private func describe(_ signature: inout DocumentSignature, _ verification: SignerVerification) {
        signature.signingCertificate = verification.certificate
        signature.certificates = (certificates + attributeCertificates).filter { $0 != verification.certificate }
        signature.certificateReference =
            switch verification.certificateReference {
            case .absent: .absent
            case .matches: .matches
            case .differs: .differs
            }
        let scheme = signer.scheme
        signature.algorithms = [
            AlgorithmUse(
                purpose: .signature, digest: signer.digest?.rawValue ?? signer.digestAlgorithm.algorithm.description,
                signature: scheme?.name ?? verification.certificate?.key?.kind.rawValue, keyBits: verification.certificate?.key?.bits)
        ]
        let attributes = signer.signedAttributes ?? []
        if let digests = try? CertificateDigests(attributes) {
            signature.algorithms += digests.digests.map { AlgorithmUse(purpose: .certificateReference, digest: $0.algorithm?.rawValue) }
        }
        signature.claimedTime = (try? signer.signingTime()).map { ClaimedTime(instant: $0) }
        signature.signaturePolicy = attributes.all(.signaturePolicy).first.flatMap { try? Self.policy($0) }
        if verification.hasUnorderedAttributes { signature.warnings.append(Finding("signed-attributes-not-der")) }
    }

    /// SignaturePolicyId, or nil for the implied one. ETSI EN 319 122-1 §5.2.9.
    private static func policy(_ value: DERValue) throws(DERError) -> String? {
        guard value.tag == .sequence else { return nil }
        var reader = try value.reader()
        return try reader.next(.objectIdentifier).objectIdentifier().description
    }

    // MARK: - What came along

    /// The certificates of the `certificate-values` attribute.
    private var attributeCertificates: [Certificate] {
        signer.unsignedAttributes.all(.certificateValues).flatMap { value in
            ((try? value.elements(atMost: 64)) ?? []).compactMap { Certificate(der: Array($0.encoding)) }
        }
    }

    private func addEvidence(_ signature: inout DocumentSignature) {
        var evidence = EmbeddedRevocation(signedData)
        for value in signer.unsignedAttributes.all(.revocationValues) { evidence.add(revocationValues: value) }
        for value in (signer.signedAttributes ?? []).all(.adobeRevocationInformation) { evidence.add(adobe: value) }
        signature.revocationLists = evidence.lists
        signature.ocspResponses = evidence.answers
    }

    // MARK: - Timestamps

    private func timestamps() -> [FoundTimestamp] {
        let archive = ArchiveTimestamp(signedData: signedData, signer: signer, content: content)
        let unsigned = signer.unsignedAttributes
        var found: [FoundTimestamp] = []
        found += tokens((signer.signedAttributes ?? []).all(.contentTimestamp), .content) { $0.covers(content) }
        found += tokens(unsigned.all(.signatureTimestamp), .signature) { $0.covers([signer.signature[...]]) }
        found += tokens(unsigned.all(.signatureAndReferencesTimestamp), .references) {
            archive.isCovered(byReferences: $0, withSignature: true)
        }
        found += tokens(unsigned.all(.referencesTimestamp), .references) { archive.isCovered(byReferences: $0, withSignature: false) }
        var archives = tokens(unsigned.all(.archiveTimestampV3), .archive) { archive.isCovered(byV3: $0) }
        archives += tokens(unsigned.all(.archiveTimestampV2), .archive) { token in
            archive.isCovered(byV2: token, earlier: unsigned.filter { Self.isEarlier($0, than: token) })
        }
        return found + archives.sorted { Self.time($0) < Self.time($1) }
    }

    private static let maximumTimestamps = 16

    private func tokens(
        _ values: [DERValue], _ kind: FoundTimestamp.Kind, isCovered: (TimestampToken) -> Bool
    ) -> [FoundTimestamp] {
        values.prefix(64).enumerated().map { index, value in
            let bytes = Array(value.encoding)
            // Each is computed over the whole signature; a renewal every few years makes a handful.
            let token = index < Self.maximumTimestamps ? try? TimestampToken(bytes) : nil
            return FoundTimestamp(kind: kind, token: bytes, imprintMatches: token.map(isCovered) ?? false)
        }
    }

    private static func time(_ timestamp: FoundTimestamp) -> Instant {
        (try? TimestampToken(timestamp.token))?.time ?? Instant(secondsSinceEpoch: .max)
    }

    /// Whether an attribute was there before an archive timestamp of the older form: every one but such a timestamp of the same time
    /// or later.
    private static func isEarlier(_ attribute: CMSAttribute, than token: TimestampToken) -> Bool {
        guard attribute.type == .archiveTimestampV2 || attribute.type == .archiveTimestampV3 else { return true }
        return attribute.values.allSatisfy { value in (try? TimestampToken(Array(value.encoding))).map { $0.time < token.time } ?? false }
    }

    // MARK: - Level

    /// ETSI EN 319 122-1 §6.3, table 1.
    private func properties(_ signature: DocumentSignature) -> SignatureProperties {
        var properties = SignatureProperties()
        let attributes = signer.signedAttributes ?? []
        let signerIsIncluded = signature.signingCertificate.map(certificates.contains) ?? false
        properties.isAdES = attributes.contains(.signingCertificate) || attributes.contains(.signingCertificateV2)
        guard properties.isAdES, attributes.contains(.signingTime), signerIsIncluded else { return properties }
        properties.level = "B-B"
        guard signature.timestamps.contains(where: { $0.kind == .signature && $0.imprintMatches }) else { return properties }
        properties.level = "B-T"
        guard !EmbeddedRevocation(signedData).isEmpty else { return properties }
        properties.level = "B-LT"
        let archives = signer.unsignedAttributes.all(.archiveTimestampV3).map { Array($0.encoding) }
        guard signature.timestamps.contains(where: { $0.kind == .archive && $0.imprintMatches && archives.contains($0.token) }) else {
            return properties
        }
        properties.level = "B-LTA"
        return properties
    }
}
