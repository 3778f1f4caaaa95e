internal import PKI
internal import Primitives

/// `ds:Signature` taken apart, by the numbers of its nodes. XMLDSig §4.2.
struct XMLSignatureElement {
    let node: Int
    let id: String?
    let signedInfo: Int
    /// Nil for a method that is not served.
    let canonicalization: CanonicalizationMethod?
    let signatureMethod: Int
    let references: [XMLReference]
    let signatureValueNode: Int
    let signatureValue: [UInt8]
    let keyInfo: Int?
    let objects: [Int]

    /// Takes the element apart by its schema, in the schema's order: what stands elsewhere is not this signature's.
    init(_ node: Int, in tree: XMLTree) throws(MalformedSignature) {
        var children = tree.childElements(of: node)[...]
        guard let signedInfo = children.popFirst(), tree.isElement(signedInfo, .signedInfo) else { throw MalformedSignature("SignedInfo") }
        guard let value = children.popFirst(), tree.isElement(value, .signatureValue) else { throw MalformedSignature("SignatureValue") }
        guard let octets = XMLBase64.decode(tree.stringValue(of: value)[...]), !octets.isEmpty else {
            throw MalformedSignature("SignatureValue")
        }
        keyInfo = children.first.flatMap { tree.isElement($0, .keyInfo) ? $0 : nil }
        if keyInfo != nil { children.removeFirst() }
        guard children.allSatisfy({ tree.isElement($0, .object) }) else { throw MalformedSignature("element after KeyInfo") }
        var parts = tree.childElements(of: signedInfo)[...]
        guard let method = parts.popFirst(), tree.isElement(method, .canonicalizationMethod) else {
            throw MalformedSignature("CanonicalizationMethod")
        }
        guard let algorithm = parts.popFirst(), tree.isElement(algorithm, .signatureMethod) else {
            throw MalformedSignature("SignatureMethod")
        }
        guard !parts.isEmpty else { throw MalformedSignature("no Reference") }
        (self.node, id, self.signedInfo) = (node, tree.attribute(node, "Id"), signedInfo)
        (signatureValueNode, signatureValue, signatureMethod) = (value, octets, algorithm)
        canonicalization = CanonicalizationMethod(element: method, in: tree)
        references = try XMLReference.all(parts, in: tree)
        objects = Array(children)
    }
}

/// Why a signature's own structure says nothing. FORMAT_FAILURE.
struct MalformedSignature: Error, Equatable {
    var reason: String
    init(_ reason: String) { self.reason = reason }
}

/// `ds:Reference`. XMLDSig §4.4.3.
struct XMLReference {
    let node: Int
    let id: String?
    /// Nil where it is left to the application.
    let uri: String?
    let type: String?
    let transforms: [XMLTransform]
    /// Nil for an algorithm that is not known.
    let digest: DigestAlgorithm?
    let digestMethod: String
    let digestValue: [UInt8]

    static func all(_ nodes: some Sequence<Int>, in tree: XMLTree) throws(MalformedSignature) -> [Self] {
        var references: [Self] = []
        for node in nodes { references.append(try Self(node, in: tree)) }
        return references
    }

    init(_ node: Int, in tree: XMLTree) throws(MalformedSignature) {
        guard tree.isElement(node, .reference) else { throw MalformedSignature("Reference") }
        var children = tree.childElements(of: node)[...]
        var transforms: [XMLTransform] = []
        if let first = children.first, tree.isElement(first, .transforms) {
            transforms = tree.childElements(of: first).map { XMLTransform($0, in: tree) }
            children.removeFirst()
        }
        guard children.count == 2, let method = children.first, let value = children.last, tree.isElement(method, .digestMethod),
            tree.isElement(value, .digestValue), let octets = XMLBase64.decode(tree.stringValue(of: value)[...])
        else { throw MalformedSignature("Reference") }
        self.node = node
        self.transforms = transforms
        (id, uri, type) = (tree.attribute(node, "Id"), tree.attribute(node, "URI"), tree.attribute(node, "Type"))
        digestMethod = tree.attribute(method, "Algorithm") ?? ""
        digest = DigestAlgorithm(xml: digestMethod)
        digestValue = octets
    }
}
