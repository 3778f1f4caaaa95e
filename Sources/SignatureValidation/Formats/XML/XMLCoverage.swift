internal import Primitives

/// What of a document the intact references of one signature cover.
///
/// The statement is about the nodes that were digested, where they stand: a signed element that was moved below another one covers
/// that element alone, wherever an application may look for it.
struct XMLCoverage {
    let tree: XMLTree
    let signature: XMLSignatureElement
    let properties: QualifyingProperties?
    let results: [XMLReferenceProcessing.Result]

    /// What the intact references digested.
    private let sets: [NodeSet]

    init(
        _ signature: XMLSignatureElement, _ properties: QualifyingProperties?, _ results: [XMLReferenceProcessing.Result],
        _ processing: XMLReferenceProcessing
    ) {
        (tree, self.signature, self.properties, self.results) = (processing.tree, signature, properties, results)
        sets = results.filter { $0.outcome == .intact }.compactMap { processing.digested($0, of: signature.node) }
    }

    var state: DocumentState {
        if results.contains(where: { $0.outcome == .differs }) { return .changed }
        if results.contains(where: { $0.outcome != .intact }) { return .partial }
        if let counterSigned { return sets.contains { $0.top == counterSigned } ? .unchanged : .partial }
        return isWhole ? .unchanged : .partial
    }

    /// The value that a counter-signature is to sign.
    private var counterSigned: Int? { tree.counterSignedValue(of: signature.node) }

    /// Also where the document element is covered, objects of the signature that nobody signed may be taken for its content.
    private var isWhole: Bool {
        let objects = signature.objects.filter { !isAboutSignature($0) }
        guard objects.allSatisfy(isCovered) else { return false }
        if coversRoot { return true }
        let isExternal = results.contains { if case .external = $0.target { true } else { false } }
        return isSignatureContainer(tree.root) && (!objects.isEmpty || isExternal)
    }

    /// The document element as a whole, save signatures.
    private var coversRoot: Bool {
        sets.contains { set in
            (set.top == XMLTree.document || set.top == tree.root)
                && set.excluded.allSatisfy { tree.isElement($0.lowerBound, .signature) && $0.lowerBound != tree.root }
        }
    }

    /// Whether there is nothing in the document but signatures: a signature, or an element that holds some.
    private func isSignatureContainer(_ node: Int) -> Bool {
        if tree.isElement(node, .signature) { return true }
        return tree.children(of: node).allSatisfy { child in
            switch tree.kind(of: child) {
            case .element: tree.isElement(child, .signature)
            case .text: tree.isBlank(child)
            case .comment, .document, .instruction: true
            }
        }
    }

    /// Whether an object holds nothing but properties of the signature.
    private func isAboutSignature(_ object: Int) -> Bool {
        let inside = tree.children(of: object).filter { tree.kind(of: $0) != .text || !tree.isBlank($0) }
        return !inside.isEmpty && inside.allSatisfy { $0 == properties?.node || tree.isElement($0, .signatureProperties) }
    }

    private func isCovered(_ object: Int) -> Bool {
        let isSelected = { (node: Int) in sets.contains { $0.contains(node, in: tree) && $0.excluded.isEmpty } }
        if isSelected(object) { return true }
        let inside = tree.children(of: object).filter { tree.kind(of: $0) != .text || !tree.isBlank($0) }
        return !inside.isEmpty && inside.allSatisfy(isSelected)
    }

    /// Names of what was signed.
    var scope: [String] {
        results.compactMap { result in
            guard result.outcome == .intact, !isOfProperties(result) else { return nil }
            switch result.target {
            case .absent: return nil
            case .external(let uri): return uri ?? "content"
            case .nodes(let set): return name(of: set)
            }
        }
    }

    private func isOfProperties(_ result: XMLReferenceProcessing.Result) -> Bool {
        guard case .nodes(let set) = result.target, let signed = properties?.signedProperties else { return false }
        return set.top == signed
    }

    private func name(of set: NodeSet) -> String {
        if set.top == XMLTree.document { return "document" }
        let id = tree.attribute(set.top, "Id") ?? tree.attribute(set.top, "ID") ?? tree.attribute(set.top, "id")
        return tree.localName(of: set.top) + (id.map { "#" + $0 } ?? "")
    }

    var changes: [DocumentChange] {
        results.filter { $0.outcome == .differs }.map { DocumentChange(kind: "signed-content", subject: $0.reference.uri) }
    }
}

extension XMLReferenceProcessing {
    /// The target of a reference less what its transforms leave out; nil where it is no node of the document.
    func digested(_ result: Result, of signature: Int) -> NodeSet? {
        guard case .nodes(let set) = result.target else { return nil }
        // Decoding takes the text and nothing of the markup around or inside, which an object of text alone does not need.
        if result.reference.transforms.contains(.base64), !isObjectOfText(set.top) { return nil }
        let excluded = result.reference.transforms.flatMap { $0.excluded(of: signature, among: signatures, in: tree) }
        return set.excluding(excluded.filter { tree.isInside($0, set.top) && $0 != set.top }.map { tree.subtree(of: $0) })
    }

    private func isObjectOfText(_ node: Int) -> Bool {
        tree.isElement(node, .object) && tree.children(of: node).allSatisfy { tree.kind(of: $0) == .text }
    }
}

extension XMLTree {
    func isBlank(_ node: Int) -> Bool { characters(of: node).allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) } }

    /// Where a signature stands in a `CounterSignature` property, the `ds:SignatureValue` of the signature that has the property.
    func counterSignedValue(of signature: Int) -> Int? {
        let property = parent(of: signature)
        guard QualifyingProperties.isNamed("CounterSignature", property, in: self) else { return nil }
        var ancestor = parent(of: property)
        while ancestor != Self.document, !isElement(ancestor, .signature) { ancestor = parent(of: ancestor) }
        return child(of: ancestor, .signatureValue)
    }
}
