/// What archive timestamps and timestamps over references are computed over. ETSI EN 319 122-1 §5.5, annex A.
package struct ArchiveTimestamp {
    package let signedData: SignedData
    package let signer: SignerInfo
    package let content: SignedContent

    package init(signedData: SignedData, signer: SignerInfo, content: SignedContent) {
        self.signedData = signedData
        self.signer = signer
        self.content = content
    }

    /// Whether an archive-time-stamp-v3 covers the signature, and all that its hash index names is still there. §5.5.3.
    package func isCovered(byV3 token: TimestampToken) -> Bool {
        guard let algorithm = token.imprintDigest, let digest = content.digest(algorithm),
            let (type, value) = Self.hashIndex(token.signer.unsignedAttributes), isComplete(value, type)
        else { return false }
        var parts = [signedData.contentTypeValue.encoding, digest[...]]
        parts += signerFields(withSignedAttributes: signer.signedAttributesValue?.encoding)
        return token.covers(parts + [value.encoding])
    }

    /// Version, identifier, digest algorithm, signed attributes, signature algorithm and signature, in their order.
    private func signerFields(withSignedAttributes attributes: ArraySlice<UInt8>?) -> [ArraySlice<UInt8>] {
        [signer.version.encoding, signer.identifierValue.encoding, signer.digestAlgorithmValue.encoding]
            + (attributes.map { [$0] } ?? []) + [signer.signatureAlgorithmValue.encoding, signer.signatureValue.encoding]
    }

    // MARK: - The index of hashes, §5.5.2

    private enum HashIndexType { case wholeAttributes, attributeValues }

    private static func hashIndex(_ attributes: [CMSAttribute]) -> (HashIndexType, DERValue)? {
        let types: [(OID, HashIndexType)] = [
            (.hashIndexV3, .attributeValues), (.hashIndexV2, .attributeValues), (.hashIndexV1, .wholeAttributes),
        ]
        for (type, kind) in types {
            if let value = try? attributes.single(type) { return (kind, value) }
        }
        return nil
    }

    private func isComplete(_ index: DERValue, _ type: HashIndexType) -> Bool {
        guard let (algorithm, lists) = try? Self.lists(index) else { return false }
        let attributes =
            switch type {
            case .wholeAttributes: signer.unsignedAttributes.map { [$0.encoding] }
            case .attributeValues:
                signer.unsignedAttributes.flatMap { attribute in
                    let type = DERWriter.objectIdentifier(attribute.type)
                    return attribute.values.map { [type[...], $0.encoding] }
                }
            }
        let revocations = signedData.revocationEntries.map(\.encoding) + attributeRevocationLists
        let present = [signedData.certificateEntries.map { [$0.encoding] }, revocations.map { [$0] }, attributes]
        return zip(lists, present).allSatisfy { hashes, elements in
            hashes.isSubset(of: Set(elements.compactMap { algorithm.digest(parts: $0) }))
        }
    }

    /// Some signers name in the index the lists of the `revocation-values` attribute, which are as present as those of `crls`.
    private var attributeRevocationLists: [ArraySlice<UInt8>] {
        var revocation = EmbeddedRevocation()
        for value in signer.unsignedAttributes.all(.revocationValues) { revocation.add(revocationValues: value) }
        return revocation.lists.map { $0[...] }
    }

    /// The algorithm, SHA-256 unless it is named, and the hashes of certificates, revocation entries and attributes.
    private static func lists(_ index: DERValue) throws(DERError) -> (DigestAlgorithm, [Set<[UInt8]>]) {
        var fields = try index.elements(atMost: 4)
        var algorithm = DigestAlgorithm.sha256
        if fields.count == 4 {
            guard let named = DigestAlgorithm(try AlgorithmIdentifier(fields.removeFirst()).algorithm) else { throw .malformed }
            algorithm = named
        }
        guard fields.count == 3 else { throw .malformed }
        let lists = try fields.map { field throws(DERError) in
            Set(try field.elements(atMost: 65_536).map { hash throws(DERError) in Array(try hash.octetString()) })
        }
        return (algorithm, lists)
    }

    // MARK: - Older forms, annex A

    /// Whether an archive-time-stamp-v2 covers the signature as it was before that timestamp. ETSI TS 101 733 §6.4.1.
    /// - Parameter earlier: the unsigned attributes that were there already.
    package func isCovered(byV2 token: TimestampToken, earlier: [CMSAttribute]) -> Bool {
        var head = [signedData.encapsulatedContentInfo.encoding]
        if signedData.content == nil {
            guard let parts = content.parts else { return false }
            head += parts
        }
        head += [signedData.certificatesValue?.encoding, signedData.revocationsValue?.encoding].compactMap { $0 }
        head += signerFields(withSignedAttributes: signer.signedAttributesValue?.encoding)
        let attributes = earlier.map { Array($0.encoding) }
        // The standard leaves open whether the set of unsigned attributes stands there with its tag, and in which order.
        let inOrder = Array(attributes.joined())
        let sorted = Array(DERWriter.setOf(attributes).dropFirst(DERWriter.value(.set, inOrder).count - inOrder.count))
        let tails = [inOrder, DERWriter.value(.context(1), inOrder), sorted, DERWriter.value(.context(1), sorted)]
        return tails.contains { token.covers(head + [$0[...]]) }
    }

    /// Whether a timestamp covers the references to certificates and revocation, with the signature and its timestamps or without.
    /// ETSI EN 319 122-1, A.1.5.
    package func isCovered(byReferences token: TimestampToken, withSignature: Bool) -> Bool {
        func contents(_ type: OID) -> [ArraySlice<UInt8>] { signer.unsignedAttributes.filter { $0.type == type }.map(\.contents) }
        let references = contents(.certificateReferences) + contents(.revocationReferences)
        guard withSignature else { return token.covers(references) }
        return token.covers([signer.signature[...]] + contents(.signatureTimestamp) + references)
    }
}

extension OID {
    static let hashIndexV1: OID = "0.4.0.1733.2.5"
    static let hashIndexV2: OID = "0.4.0.19122.1.4"
    static let hashIndexV3: OID = "0.4.0.19122.1.5"
}
