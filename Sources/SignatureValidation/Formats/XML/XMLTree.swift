internal import Primitives

/// An XML document as nodes that are numbered in document order, the document itself being 0.
///
/// What was verified is named by its number and never looked up again, so that nothing can step between verification and use.
/// A subtree is the range from its node to the node's `end`.
package struct XMLTree: Sendable {
    package enum Kind: UInt8, Sendable { case document, element, text, comment, instruction }

    struct Record {
        var kind: Kind
        var parent: Int32
        /// One past the last node of its subtree.
        var end: Int32
        /// Of an element its name; of an instruction its target, among `strings`.
        var name: Int32 = 0
        /// Of an element its attributes; of the others their text.
        var content: Int32 = 0
        var contentCount: Int32 = 0
        var declarations: Int32 = 0
        var declarationCount: Int32 = 0
    }

    /// A qualified name, each part by its number among `strings`.
    struct Name: Hashable {
        var prefix: Int32
        var namespace: Int32
        var local: Int32
    }

    struct Attribute {
        var name: Int32
        var value: Int32
        var valueCount: Int32
    }

    /// A namespace declaration where it stands; without a prefix the default one.
    struct Declaration: Equatable {
        var prefix: Int32
        var namespace: Int32
    }

    /// The empty text's number: no prefix, no namespace.
    static let empty: Int32 = 0

    var records: [Record] = []
    var names: [Name] = []
    var strings: [String] = [""]
    var attributes: [Attribute] = []
    var declarations: [Declaration] = []
    /// All character data and attribute values, one after another.
    var text: [UInt8] = []

    package static let document = 0
    package var count: Int { records.count }

    /// The document element.
    package internal(set) var root = Self.document

    package func kind(of node: Int) -> Kind { records[node].kind }
    package func parent(of node: Int) -> Int { Int(records[node].parent) }
    package func subtree(of node: Int) -> Range<Int> { node..<Int(records[node].end) }

    package func children(of node: Int) -> some Sequence<Int> {
        let end = Int(records[node].end)
        return sequence(state: node + 1) { next in
            guard next < end else { return nil }
            defer { next = Int(records[next].end) }
            return next
        }
    }

    package func childElements(of node: Int) -> [Int] { children(of: node).filter { kind(of: $0) == .element } }

    package func localName(of node: Int) -> String {
        kind(of: node) == .element ? strings[Int(names[Int(records[node].name)].local)] : ""
    }

    package func namespace(of node: Int) -> String {
        kind(of: node) == .element ? strings[Int(names[Int(records[node].name)].namespace)] : ""
    }

    package func isElement(_ node: Int, _ name: XMLName) -> Bool {
        localName(of: node).isSame(as: name.local) && namespace(of: node).isSame(as: name.namespace)
    }

    package func child(of node: Int, _ name: XMLName) -> Int? { children(of: node).first { isElement($0, name) } }
    package func children(of node: Int, _ name: XMLName) -> [Int] { children(of: node).filter { isElement($0, name) } }

    /// Every element of the name in document order.
    package func elements(_ name: XMLName) -> [Int] {
        let wanted = names.map { strings[Int($0.local)].isSame(as: name.local) && strings[Int($0.namespace)].isSame(as: name.namespace) }
        return records.indices.filter { records[$0].kind == .element && wanted[Int(records[$0].name)] }
    }

    /// The value of an attribute without a namespace.
    package func attribute(_ node: Int, _ local: String) -> String? {
        guard kind(of: node) == .element else { return nil }
        return attributes(of: node).first { isPlain($0, local) }.map { String(decoding: value(of: $0), as: UTF8.self) }
    }

    private func isPlain(_ attribute: Attribute, _ local: String) -> Bool {
        let name = names[Int(attribute.name)]
        return name.namespace == Self.empty && strings[Int(name.local)].isSame(as: local)
    }

    func attributes(of node: Int) -> ArraySlice<Attribute> {
        let record = records[node]
        return attributes[Int(record.content)..<Int(record.content + record.contentCount)]
    }

    func declarations(of node: Int) -> ArraySlice<Declaration> {
        let record = records[node]
        return declarations[Int(record.declarations)..<Int(record.declarations + record.declarationCount)]
    }

    func value(of attribute: Attribute) -> ArraySlice<UInt8> {
        text[Int(attribute.value)..<Int(attribute.value + attribute.valueCount)]
    }

    /// What a text, comment or instruction says.
    func characters(of node: Int) -> ArraySlice<UInt8> {
        let record = records[node]
        return text[Int(record.content)..<Int(record.content + record.contentCount)]
    }

    /// The string-value: all text below, in order. XPath 1.0 §5.2.
    package func stringValue(of node: Int) -> [UInt8] {
        var value: [UInt8] = []
        for inner in subtree(of: node) where kind(of: inner) == .text { value += characters(of: inner) }
        return value
    }

    /// The string-value without the white space around it.
    package func trimmedText(of node: Int) -> String {
        let value = stringValue(of: node)
        let isSpace = { (byte: UInt8) in [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
        guard let first = value.firstIndex(where: { !isSpace($0) }), let last = value.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(decoding: value[first...last], as: UTF8.self)
    }

    /// The namespaces in scope at an element, nearest declaration first. Namespaces in XML 1.0 §6.1.
    func namespacesInScope(at node: Int) -> [Declaration] {
        var found: [Declaration] = []
        var seen = Set<Int32>()
        var current = node
        while current != Self.document {
            for declaration in declarations(of: current) where seen.insert(declaration.prefix).inserted { found.append(declaration) }
            current = parent(of: current)
        }
        return found
    }

    /// Whether a node lies in the other's subtree, or is the other.
    package func isInside(_ node: Int, _ ancestor: Int) -> Bool { subtree(of: ancestor).contains(node) }
}

/// The expanded name of an element. Namespaces in XML 1.0 §2.1.
package struct XMLName: Sendable {
    package let namespace: String
    package let local: String
    package init(_ namespace: String, _ local: String) { (self.namespace, self.local) = (namespace, local) }
}
