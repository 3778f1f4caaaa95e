internal import PKI
internal import Primitives

/// Judges every signature of an XML document.
package struct XMLSignatureReader {
    private let tree: XMLTree
    private let limits: Limits
    private let processing: XMLReferenceProcessing

    /// - Parameter parts: where references that lead outside the document find what they name.
    package init(_ tree: XMLTree, parts: DetachedParts, limits: Limits) {
        self.tree = tree
        self.limits = limits
        processing = XMLReferenceProcessing(
            tree: tree, identifiers: XMLIdentifiers(tree), parts: parts, limits: limits, budget: OctetBudget(limits.digestedBytes))
    }

    /// Reads a document and judges its signatures: of a container's signature file, or of a file by itself.
    package static func signatures(
        in bytes: ArraySlice<UInt8>, parts: DetachedParts, limits: Limits
    ) throws(DocumentRejection) -> [DocumentSignature] {
        try XMLSignatureReader(XMLReader.read(bytes, limits: limits), parts: parts, limits: limits).signatures()
    }

    package func signatures() throws(DocumentRejection) -> [DocumentSignature] {
        let nodes = tree.elements(.signature)
        guard nodes.count <= limits.signatures else { throw .limit("signatures") }
        var signatures: [DocumentSignature] = []
        for (index, node) in nodes.enumerated() { signatures.append(try signature(node, at: index)) }
        return signatures
    }

    private func signature(_ node: Int, at index: Int) throws(DocumentRejection) -> DocumentSignature {
        let identifier = tree.attribute(node, "Id") ?? "signature-\(index + 1)"
        do {
            return try judged(node, identifier)
        } catch {
            switch error {
            case .limit(let name): throw .limit(name)
            case .malformed(let reason):
                var signature = DocumentSignature(identifier: identifier, cryptography: .signatureFailure(reason), document: .partial)
                signature.formatFailure = reason
                return signature
            case .unserved(let name):
                return DocumentSignature(identifier: identifier, cryptography: .unsupported(name), document: .partial)
            }
        }
    }

    private func judged(_ node: Int, _ identifier: String) throws(XMLSignatureFailure) -> DocumentSignature {
        let element = try wellFormed { () throws(MalformedSignature) in try XMLSignatureElement(node, in: tree) }
        try demandUniqueIdentifiers(element)
        let results = try results(of: element)
        var properties = try wellFormed { () throws(MalformedSignature) in try QualifyingProperties.find(in: element, of: tree) }
        try wellFormed { () throws(MalformedSignature) in try properties?.accept(results, in: tree) }
        let keys = try XMLKeyInformation(element, properties, in: tree, limits: limits)
        let mathematics = XMLSignatureMathematics(
            element, signedInfo: try signedInfo(element), keys: keys, digests: properties?.certificateDigests(in: tree), in: tree)
        let coverage = XMLCoverage(tree: tree, signature: element, properties: properties, results: results)
        let cryptography = Self.cryptography(results, mathematics.verdict)
        if tree.counterSignedValue(of: node) != nil, cryptography == .valid, coverage.state != .unchanged {
            throw .malformed("counter-signature over something else")
        }
        var signature = DocumentSignature(identifier: identifier, cryptography: cryptography, document: coverage.state)
        signature.changes = coverage.changes
        signature.scope = coverage.scope
        describe(&signature, keys, mathematics, results)
        if let properties { try describe(&signature, properties, element) }
        return signature
    }

    private func wellFormed<Result>(_ body: () throws(MalformedSignature) -> Result) throws(XMLSignatureFailure) -> Result {
        do { return try body() } catch { throw .malformed(error.reason) }
    }

    /// Identifiers of the signature's own parts: what refers to one of them must not mean two.
    private func demandUniqueIdentifiers(_ element: XMLSignatureElement) throws(XMLSignatureFailure) {
        let own = [element.node, element.signatureValueNode, element.keyInfo].compactMap(\.self) + element.objects
        for node in own {
            if let id = tree.attribute(node, "Id"), !processing.identifiers.isUnique(id) { throw .malformed("duplicate identifier") }
        }
    }

    private func results(of element: XMLSignatureElement) throws(XMLSignatureFailure) -> [XMLReferenceProcessing.Result] {
        guard element.references.count <= limits.references else { throw .limit("references") }
        var results: [XMLReferenceProcessing.Result] = []
        for reference in element.references { results.append(try processing.check(reference, of: element.node)) }
        return results
    }

    /// Nil where its canonicalization is not served.
    private func signedInfo(_ element: XMLSignatureElement) throws(XMLSignatureFailure) -> [UInt8]? {
        guard let method = element.canonicalization else { return nil }
        let octets = OctetCollector()
        try processing.canonicalize(NodeSet(top: element.signedInfo, hasComments: true), of: tree, by: method) { octets.add($0) }
        return octets.octets
    }

    /// What counts against the signature goes before what is merely not known.
    private static func cryptography(
        _ results: [XMLReferenceProcessing.Result], _ verdict: XMLSignatureMathematics.Verdict
    ) -> Cryptography {
        let name = { (outcome: XMLReferenceProcessing.Outcome) in
            results.first { $0.outcome == outcome }.map { $0.reference.uri ?? "content" }
        }
        if let differing = name(.differs) { return .hashFailure(differing) }
        if verdict == .invalid { return .signatureFailure("SignatureValue") }
        if let absent = name(.notFound) { return .dataNotFound(absent) }
        if case .unserved(let method) = verdict { return .unsupported(method) }
        for result in results { if case .unserved(let transform) = result.outcome { return .unsupported(transform) } }
        return verdict == .valid ? .valid : .certificateNotFound
    }

    // MARK: Description

    private func describe(
        _ signature: inout DocumentSignature, _ keys: XMLKeyInformation, _ mathematics: XMLSignatureMathematics,
        _ results: [XMLReferenceProcessing.Result]
    ) {
        signature.signingCertificate = mathematics.certificate
        signature.certificateReference = mathematics.reference
        signature.certificates = keys.all.filter { $0 != mathematics.certificate }
        signature.revocationLists = keys.revocationLists
        signature.ocspResponses = keys.ocspResponses
        if keys.hasMalformedCertificate { signature.warnings.append(Finding("malformed-certificate")) }
        if let scheme = mathematics.scheme {
            let bits = mathematics.certificate?.key?.bits
            signature.algorithms.append(
                AlgorithmUse(purpose: .signature, digest: scheme.digest?.rawValue, signature: scheme.name, keyBits: bits))
        }
        for result in results {
            let use = AlgorithmUse(purpose: .reference, digest: result.reference.digest?.rawValue ?? result.reference.digestMethod)
            if !signature.algorithms.contains(use) { signature.algorithms.append(use) }
        }
    }

    private func describe(
        _ signature: inout DocumentSignature, _ properties: QualifyingProperties, _ element: XMLSignatureElement
    ) throws(XMLSignatureFailure) {
        signature.claimedTime = properties.claimedTime(in: tree)
        signature.signaturePolicy = properties.signaturePolicy(in: tree)
        signature.timestamps = try XAdESTimestamps(element, properties, processing).found(&signature.warnings)
        signature.properties.isAdES = !properties.signed.isEmpty || !properties.signedOfData.isEmpty
        if properties.signedProperties != nil, !signature.properties.isAdES {
            signature.warnings.append(Finding("signed-properties-not-signed"))
        }
        for digest in properties.certificateDigests(in: tree) ?? [] {
            let use = AlgorithmUse(purpose: .certificateReference, digest: digest.algorithm?.rawValue)
            if !signature.algorithms.contains(use) { signature.algorithms.append(use) }
        }
        signature.properties.level = XAdESLevel.level(properties, signature, in: tree)
    }
}

/// Octets that a closure collects.
final class OctetCollector {
    private(set) var octets: [UInt8] = []
    func add(_ more: ArraySlice<UInt8>) { octets += more }
}

/// The baseline levels. EN 319 132-1 §6.
enum XAdESLevel {
    static func level(_ properties: QualifyingProperties, _ signature: DocumentSignature, in tree: XMLTree) -> String? {
        guard signature.claimedTime != nil, properties.certificateDigests(in: tree).map({ !$0.isEmpty }) ?? false else { return nil }
        guard signature.timestamps.contains(where: { $0.kind == .signature }) else { return "B-B" }
        let names = ["CertificateValues", "RevocationValues", "TimeStampValidationData", "AnyValidationData"]
        let hasValues = properties.unsigned.contains { node in names.contains { QualifyingProperties.isNamed($0, node, in: tree) } }
        guard hasValues else { return "B-T" }
        return signature.timestamps.contains { $0.kind == .archive } ? "B-LTA" : "B-LT"
    }
}
