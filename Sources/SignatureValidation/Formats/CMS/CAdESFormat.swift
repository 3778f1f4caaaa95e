internal import PKI
internal import Primitives

/// CMS signatures, with their content inside or beside them. RFC 5652, ETSI EN 319 122-1.
package enum CAdESFormat: DocumentFormat {
    package static func recognises(_ document: Document) -> Bool {
        isContentInfo(document.bytes[...]) || document.bytes.starts(with: Self.armour)
    }

    package static func read(_ document: Document, limits: Limits) throws(DocumentRejection) -> SignedDocument {
        guard document.bytes.count <= limits.documentBytes else { throw .limit("documentBytes") }
        let signedData = try signedData(document.bytes, limits: limits)
        guard signedData.contentType != .timestampInfo else { return try timestampAlone(signedData, document) }
        return SignedDocument(
            format: .cades, signatures: try signatures(signedData, content: content(signedData, document), limits: limits),
            evidenceRecords: evidenceRecords(signedData))
    }

    /// RFC 4998 §5.
    static func evidenceRecords(_ signedData: SignedData) -> Int {
        signedData.signers.reduce(0) { count, signer in
            let attributes = signer.unsignedAttributes
            return count + attributes.all(.internalEvidenceRecord).count + attributes.all(.externalEvidenceRecord).count
        }
    }

    /// Every signer, each followed by those who counter-signed.
    static func signatures(
        _ signedData: SignedData, content: SignedContent, limits: Limits
    ) throws(DocumentRejection) -> [DocumentSignature] {
        let certificates = signedData.certificates(atMost: limits.certificates)
        let counterSignatures = CounterSignatures(signedData: signedData, certificates: certificates, limits: limits)
        var found: [DocumentSignature] = []
        for (index, signer) in signedData.signers.enumerated() {
            let identifier = "signer \(index + 1)"
            var signature = CMSSignature(signedData: signedData, signer: signer, content: content, certificates: certificates)
                .signature(identifier: identifier)
            signature.scope = [signedData.content == nil ? "detached content" : "embedded content"]
            found.append(signature)
            found += counterSignatures.signatures(of: signer, identifier: identifier, document: signature.document)
            guard found.count <= limits.signatures else { throw .limit("signatures") }
        }
        return found
    }

    static func signedData(_ bytes: [UInt8], limits: Limits) throws(DocumentRejection) -> SignedData {
        let signedData: SignedData
        // Signatures that were taken out of a PDF bring the zeros behind them along, which mean nothing.
        do throws(CMSRejection) { signedData = try SignedData(unarmoured(bytes), allowsZeroPadding: true) } catch {
            throw DocumentRejection(error)
        }
        guard signedData.signers.count <= limits.signatures else { throw .limit("signatures") }
        guard signedData.certificateEntries.count <= limits.certificates else { throw .limit("certificates") }
        return signedData
    }

    /// What is inside counts; what was handed in besides is for signatures with nothing inside.
    private static func content(_ signedData: SignedData, _ document: Document) -> SignedContent {
        if let parts = signedData.content { return SignedContent(.parts(parts)) }
        switch document.content {
        case .bytes(let bytes): return SignedContent(.parts([bytes[...]]))
        case .digest(let name, let value):
            guard let algorithm = DigestAlgorithm(rawValue: name), value.count == algorithm.byteCount else { return SignedContent(.absent) }
            return SignedContent(.digest(algorithm, value))
        case nil: return SignedContent(.absent)
        }
    }

    private static func timestampAlone(_ signedData: SignedData, _ document: Document) throws(DocumentRejection) -> SignedDocument {
        let bytes = Array(unarmoured(document.bytes))
        let matches = (try? TimestampToken(bytes)).map { token in
            switch document.content {
            case .bytes(let content): token.covers([content[...]])
            case .digest(let name, let value): token.imprintDigest?.rawValue == name && token.imprint == value
            case nil: false
            }
        }
        guard let matches else { throw .malformed("timestamp token") }
        let timestamp = FoundTimestamp(kind: .container, token: bytes, imprintMatches: matches)
        return SignedDocument(format: .cades, timestamps: [timestamp])
    }

    // MARK: - Recognising

    /// A sequence that begins with the identifier of a content type of PKCS #7.
    static func isContentInfo(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.first == DERTag.sequence.octet, let initial = bytes.dropFirst().first else { return false }
        let body = bytes.dropFirst(initial > 0x80 ? 2 + Int(initial & 0x7F) : 2)
        return body.starts(with: Self.contentTypes)
    }

    /// An OBJECT IDENTIFIER of nine octets under 1.2.840.113549.1.7.
    private static let contentTypes: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07]

    private static let armour = Array("-----BEGIN ".utf8)

    /// The bytes inside the text form of RFC 7468; others as they are.
    private static func unarmoured(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        guard bytes.starts(with: armour) else { return bytes[...] }
        let lines = bytes.split(separator: 0x0A).map { $0.last == 0x0D ? $0.dropLast() : $0 }
        guard let first = lines.first, let end = lines.firstIndex(where: { $0.starts(with: Array("-----END ".utf8)) }),
            [Array("-----BEGIN CMS-----".utf8), Array("-----BEGIN PKCS7-----".utf8)].contains(Array(first)), end == lines.count - 1,
            let decoded = Base64.decode(Array(lines[1..<end].joined()))
        else { return [] }
        return decoded[...]
    }
}

extension DocumentRejection {
    init(_ rejection: CMSRejection) {
        self =
            switch rejection {
            case .malformed(let reason): .malformed(reason)
            case .tooDeep: .limit("depth")
            case .tooMany: .limit("objects")
            case .notSignedData: .unsupported("CMS without signed data")
            }
    }
}
