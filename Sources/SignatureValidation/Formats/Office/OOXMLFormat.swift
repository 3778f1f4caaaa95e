internal import Primitives

/// Office Open XML: signatures over the parts of a package. ECMA-376 part 2 §13, [MS-OFFCRYPTO] §2.5.
package enum OOXMLFormat: DocumentFormat {
    /// Names of unsigned parts in the report; the state says it of all.
    private static let maximumNamed = 16

    package static func recognises(_ document: Document) -> Bool {
        guard ZipArchive.isArchive(document.bytes), let archive = try? ZipArchive(document.bytes, limits: Limits()) else { return false }
        return archive[OPCContentTypes.partName] != nil
    }

    package static func read(_ document: Document, limits: Limits) throws(DocumentRejection) -> SignedDocument {
        let package = try OPCPackage(ZipArchive(document.bytes, limits: limits), limits: limits)
        var signatures: [DocumentSignature] = []
        let parts = package.signatureParts
        guard parts.count <= limits.signatures else { throw .limit("signatures") }
        let budget = OctetBudget(limits.digestedBytes)
        for part in parts {
            guard let octets = package.octets(of: part) else { throw .malformed("signature part is missing") }
            let tree = try XMLReader.read(octets[...], limits: limits)
            let reader = XMLSignatureReader(tree, parts: DetachedParts { package.part($0) }, limits: limits, budget: budget)
            let judgements = try reader.judgements()
            signatures += judgements.enumerated().map { signature($1, at: $0 == 0 ? part : "\(part)#\($0 + 1)", of: package) }
            guard signatures.count <= limits.signatures else { throw .limit("signatures") }
        }
        return SignedDocument(format: .ooxml, signatures: signatures)
    }

    private static func signature(
        _ judgement: XMLSignatureReader.Judgement, at identifier: String, of package: OPCPackage
    ) -> DocumentSignature {
        var signature = judgement.signature
        signature.identifier = identifier
        if judgement.isCounterSignature { return signature }
        let absent = judgement.results.first { $0.outcome == .notFound }
        if let absent, signature.cryptography == .valid { signature.cryptography = .dataNotFound(absent.reference.uri ?? "content") }
        let uncovered = package.uncovered(by: judgement.results)
        signature.document = state(judgement.results, isWhole: uncovered.isEmpty)
        signature.warnings += uncovered.prefix(maximumNamed).map { Finding("unsigned-part", $0) }
        signature.scope = judgement.results.compactMap { result in
            guard result.outcome == .intact, case .external(let uri?) = result.target else { return nil }
            return String(uri.prefix { $0 != "?" })
        }
        return signature
    }

    private static func state(_ results: [XMLReferenceProcessing.Result], isWhole: Bool) -> DocumentState {
        if results.contains(where: { $0.outcome == .differs || $0.outcome == .notFound }) { return .changed }
        return isWhole && !results.isEmpty ? .unchanged : .partial
    }
}
