internal import PKI
internal import Primitives

/// Judges every signature of an XML document.
package struct XMLSignatureReader {
    private let tree: XMLTree
    private let limits: Limits
    private let processing: XMLReferenceProcessing

    /// Nobody needs more than one or two.
    private static let maximumManifests = 64

    /// - Parameter parts: where references that lead outside the document find what they name.
    package init(_ tree: XMLTree, parts: DetachedParts, limits: Limits) {
        self.init(tree, parts: parts, limits: limits, budget: OctetBudget(limits.digestedBytes))
    }

    /// - Parameter budget: of all the signature files of a container together.
    init(_ tree: XMLTree, parts: DetachedParts, limits: Limits, budget: OctetBudget) {
        self.tree = tree
        self.limits = limits
        processing = XMLReferenceProcessing(
            tree: tree, signatures: tree.elements(.signature), identifiers: XMLIdentifiers(tree), parts: parts, limits: limits,
            budget: budget)
    }

    /// Reads a document and judges its signatures: of a container's signature file, or of a file by itself.
    package static func signatures(
        in bytes: ArraySlice<UInt8>, parts: DetachedParts, limits: Limits
    ) throws(DocumentRejection) -> [DocumentSignature] {
        try XMLSignatureReader(XMLReader.read(bytes, limits: limits), parts: parts, limits: limits).signatures()
    }

    /// A signature with the references that it consists of, for containers that know what should have been signed.
    struct Judgement {
        var signature: DocumentSignature
        /// Empty for a malformed signature.
        var results: [XMLReferenceProcessing.Result] = []
        /// Whether it signs another signature's value, and no content.
        var isCounterSignature = false
    }

    package func signatures() throws(DocumentRejection) -> [DocumentSignature] { try judgements().map(\.signature) }

    func judgements() throws(DocumentRejection) -> [Judgement] {
        let nodes = processing.signatures
        guard nodes.count <= limits.signatures else { throw .limit("signatures") }
        var judgements: [Judgement] = []
        for (index, node) in nodes.enumerated() { judgements.append(try judgement(node, at: index)) }
        return judgements
    }

    private func judgement(_ node: Int, at index: Int) throws(DocumentRejection) -> Judgement {
        let identifier = tree.attribute(node, "Id") ?? "signature-\(index + 1)"
        do {
            return try judged(node, identifier)
        } catch {
            switch error {
            case .limit(let name): throw .limit(name)
            case .malformed(let reason): return Judgement(signature: DocumentSignature(identifier: identifier, malformed: reason))
            case .unserved(let name):
                let signature = DocumentSignature(identifier: identifier, cryptography: .unsupported(name), document: .partial)
                return Judgement(signature: signature)
            }
        }
    }

    private func judged(_ node: Int, _ identifier: String) throws(XMLSignatureFailure) -> Judgement {
        let element = try wellFormed { () throws(MalformedSignature) in try XMLSignatureElement(node, in: tree) }
        try demandUniqueIdentifiers(element)
        let results = try results(of: element)
        var properties = try wellFormed { () throws(MalformedSignature) in try QualifyingProperties.find(in: element, of: tree) }
        try wellFormed { () throws(MalformedSignature) in try properties?.accept(results, in: tree) }
        let keys = try XMLKeyInformation(element, properties, in: tree, limits: limits)
        let mathematics = XMLSignatureMathematics(
            element, signedInfo: try signedInfo(element), keys: keys, digests: properties?.certificateDigests(in: tree), in: tree)
        let coverage = XMLCoverage(element, properties, results, processing)
        let cryptography = Self.cryptography(results, mathematics.verdict)
        if tree.counterSignedValue(of: node) != nil, cryptography == .valid, coverage.state != .unchanged {
            throw .malformed("counter-signature over something else")
        }
        var signature = DocumentSignature(identifier: identifier, cryptography: cryptography, document: coverage.state)
        signature.changes = coverage.changes
        signature.scope = coverage.scope
        describe(&signature, keys, mathematics, results)
        if let properties { try describe(&signature, properties, element) }
        return Judgement(signature: signature, results: results, isCounterSignature: tree.counterSignedValue(of: node) != nil)
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
        guard max(element.references.count, element.objects.count) <= limits.references else { throw .limit("references") }
        var results: [XMLReferenceProcessing.Result] = []
        for reference in element.references { results.append(try processing.check(reference, of: element.node)) }
        if processing.parts.isNameless { Self.attribute(&results) }
        let manifests = element.objects.flatMap { tree.children(of: $0, .manifest) }
        guard manifests.count <= Self.maximumManifests else { throw .limit("references") }
        let digested = results.filter { $0.outcome == .intact }.compactMap { processing.digested($0, of: element.node) }
        for manifest in manifests where digested.contains(where: { $0.contains(manifest, in: tree) }) {
            results += try self.results(ofManifest: manifest, element, atMost: limits.references - results.count)
        }
        return results
    }

    /// Content without a name belongs to the reference that it fits; what the others name did not come along.
    private static func attribute(_ results: inout [XMLReferenceProcessing.Result]) {
        let isExternal = { (result: XMLReferenceProcessing.Result) in if case .external = result.target { true } else { false } }
        guard results.contains(where: { isExternal($0) && $0.outcome == .intact }) else { return }
        for index in results.indices where isExternal(results[index]) && results[index].outcome == .differs {
            results[index].outcome = .notFound
        }
    }

    /// What a manifest in the signature's own objects refers to. XMLDSig §5.1 leaves its meaning to the application; here it is what
    /// was signed.
    private func results(
        ofManifest manifest: Int, _ element: XMLSignatureElement, atMost limit: Int
    ) throws(XMLSignatureFailure) -> [XMLReferenceProcessing.Result] {
        let references = try wellFormed { () throws(MalformedSignature) in
            try XMLReference.all(tree.children(of: manifest, .reference), in: tree)
        }
        guard references.count <= limit else { throw .limit("references") }
        var results: [XMLReferenceProcessing.Result] = []
        for reference in references {
            var result = try processing.check(reference, of: element.node)
            result.isOfManifest = true
            results.append(result)
        }
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
        let absent = results.filter { $0.outcome == .notFound && !$0.isOfManifest }
        if let first = absent.first { return .dataNotFound(first.reference.uri ?? "content") }
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
        for result in results where result.isOfManifest && result.outcome == .notFound {
            signature.warnings.append(Finding("signed-data-missing", result.reference.uri))
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
        for use in signature.timestamps.compactMap(\.imprintUse) where !signature.algorithms.contains(use) {
            signature.algorithms.append(use)
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
