internal import Primitives

/// A step from what a reference names to what is digested. XMLDSig §6.6; OPC (ECMA-376 part 2) §12.2.4.26.
enum XMLTransform: Equatable {
    case base64
    case canonical(CanonicalizationMethod)
    case enveloped
    /// Of a relationships part, those that the element selects.
    case relationships(OPCRelationshipSelection)
    /// The XPath expressions that are in general use: leave every signature out, or those right below the document element. They are
    /// recognised by their text, not evaluated.
    case withoutSignatures(belowRootAlone: Bool)
    /// Anything else, by its name.
    case unserved(String)

    init(_ node: Int, in tree: XMLTree) {
        let algorithm = tree.attribute(node, "Algorithm") ?? ""
        if let method = CanonicalizationMethod(element: node, in: tree) {
            self = .canonical(method)
            return
        }
        switch algorithm {
        case "http://www.w3.org/2000/09/xmldsig#base64": self = .base64
        case "http://www.w3.org/2000/09/xmldsig#enveloped-signature": self = .enveloped
        case "http://www.w3.org/TR/1999/REC-xpath-19991116" where Self.leavesSignaturesOut(node, in: tree):
            self = .withoutSignatures(belowRootAlone: false)
        case "http://www.w3.org/2002/06/xmldsig-filter2" where Self.subtracts("/descendant::", node, in: tree):
            self = .withoutSignatures(belowRootAlone: false)
        case "http://www.w3.org/2002/06/xmldsig-filter2" where Self.subtracts("/*/", node, in: tree):
            self = .withoutSignatures(belowRootAlone: true)
        case "http://schemas.openxmlformats.org/package/2006/RelationshipTransform":
            self = .relationships(OPCRelationshipSelection(node, in: tree))
        default: self = .unserved(algorithm)
        }
    }

    /// `not(ancestor-or-self::ds:Signature)`, whatever the prefix for the namespace of signatures.
    private static func leavesSignaturesOut(_ node: Int, in tree: XMLTree) -> Bool {
        let elements = tree.childElements(of: node)
        guard elements.count == 1, tree.isElement(elements[0], .xpath) else { return false }
        return names(elements[0], between: "not(ancestor-or-self::", and: ":Signature)", in: tree)
    }

    /// Such as `<XPath Filter="subtract">/descendant::ds:Signature</XPath>`. XMLDSig Filter 2.0 §3.
    private static func subtracts(_ path: String, _ node: Int, in tree: XMLTree) -> Bool {
        let elements = tree.childElements(of: node)
        guard elements.count == 1, tree.isElement(elements[0], .filter2XPath), tree.attribute(elements[0], "Filter") == "subtract" else {
            return false
        }
        return names(elements[0], between: path, and: ":Signature", in: tree)
    }

    private static func names(_ xpath: Int, between start: String, and end: String, in tree: XMLTree) -> Bool {
        let text = tree.trimmedText(of: xpath)
        guard text.hasPrefix(start), text.hasSuffix(end), text.utf8.count > start.utf8.count + end.utf8.count else { return false }
        let prefix = String(text.dropFirst(start.count).dropLast(end.count))
        let bound = tree.namespacesInScope(at: xpath).first { tree.strings[Int($0.prefix)].isSame(as: prefix) }
        return bound.map { tree.strings[Int($0.namespace)].isSame(as: XMLName.xmlDSig) } ?? false
    }
}

extension XMLTransform {
    /// The signatures that it leaves out of a set.
    /// - Parameters:
    ///   - signature: the one that the transform stands in.
    ///   - all: every one of the document.
    func excluded(of signature: Int, among all: [Int], in tree: XMLTree) -> [Int] {
        switch self {
        case .enveloped: [signature]
        case .withoutSignatures(let belowRootAlone): all.filter { !belowRootAlone || tree.parent(of: $0) == tree.root }
        default: []
        }
    }
}

extension CanonicalizationMethod {
    /// Of a `ds:Transform` or a `ds:CanonicalizationMethod`, with the prefixes that it lists.
    init?(element node: Int, in tree: XMLTree) {
        guard let algorithm = tree.attribute(node, "Algorithm"), let known = Self(algorithm: algorithm) else { return nil }
        self = known
        guard version == .exclusive, let listed = tree.child(of: node, .inclusiveNamespaces) else { return }
        let prefixes = (tree.attribute(listed, "PrefixList") ?? "").split(whereSeparator: \.isWhitespace)
        inclusivePrefixes = Set(prefixes.map { $0 == "#default" ? "" : String($0) })
    }
}
