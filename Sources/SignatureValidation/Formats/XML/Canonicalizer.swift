import Primitives

/// Writes a node set in canonical form. Canonical XML 1.0 and 1.1 §2.3, Exclusive XML Canonicalization 1.0 §3.
///
/// One pass over exactly the nodes of the set, with what is rendered kept as it goes: the cost is linear in the output, where a
/// search through all ancestors' namespaces at every element would let a small file take minutes. Output goes on piece by piece, so
/// that a large document is never in memory a second time.
struct Canonicalizer: ~Copyable {
    private let tree: XMLTree
    private let set: NodeSet
    private let method: CanonicalizationMethod
    private let consume: ([UInt8]) -> Void
    private var output: [UInt8] = []
    private var open: [Open] = []
    /// The namespace that each prefix stands for in the output so far.
    private var rendered: [Int32: Int32] = [XMLTree.empty: XMLTree.empty]

    private struct Open {
        var node: Int
        var end: Int
        /// What `rendered` said before, for the way back.
        var shadowed: [(prefix: Int32, namespace: Int32?)]
    }

    private static let pieceBytes = 65_536

    /// - Throws: the name of what is not served: the joining of `xml:base` across omitted ancestors of Canonical XML 1.1 §2.4.
    static func write(
        _ set: NodeSet, of tree: XMLTree, by method: CanonicalizationMethod, into consume: @escaping ([UInt8]) -> Void
    ) throws(UnservedTransform) {
        var writer = Canonicalizer(tree, set, method, consume)
        try writer.run()
    }

    static func octets(_ set: NodeSet, of tree: XMLTree, by method: CanonicalizationMethod) throws(UnservedTransform) -> [UInt8] {
        var octets: [UInt8] = []
        try write(set, of: tree, by: method) { octets += $0 }
        return octets
    }

    private init(
        _ tree: XMLTree, _ set: NodeSet, _ method: CanonicalizationMethod, _ consume: @escaping ([UInt8]) -> Void
    ) {
        (self.tree, self.set, self.method, self.consume) = (tree, set, method, consume)
        output.reserveCapacity(Self.pieceBytes + 1024)
    }

    private mutating func run() throws(UnservedTransform) {
        let end = tree.subtree(of: set.top).upperBound
        var skipped = set.excluded[...]
        var node = set.top
        while node < end {
            closeElements(before: node)
            if let skip = skipped.first, skip.lowerBound == node {
                node = skip.upperBound
                skipped.removeFirst()
                continue
            }
            try write(node)
            node += 1
            if output.count >= Self.pieceBytes { flush() }
        }
        closeElements(before: end)
        flush()
    }

    private mutating func flush() {
        consume(output)
        output.removeAll(keepingCapacity: true)
    }

    private mutating func write(_ node: Int) throws(UnservedTransform) {
        switch tree.kind(of: node) {
        case .document: break
        case .element: try start(node)
        case .text: escapeText(tree.characters(of: node))
        case .comment: if method.withComments, set.hasComments { aside(node, "<!--", "-->") }
        case .instruction: aside(node, "<?", "?>")
        }
    }

    /// Comments and instructions, with a line break towards the document element where they stand outside it.
    private mutating func aside(_ node: Int, _ opening: StaticString, _ closing: StaticString) {
        let isOutside = tree.parent(of: node) == XMLTree.document
        if isOutside, node > tree.root { output.append(0x0A) }
        append(opening)
        if tree.kind(of: node) == .instruction {
            output += tree.strings[Int(tree.records[node].name)].utf8
            if !tree.characters(of: node).isEmpty { output.append(0x20) }
        }
        output += tree.characters(of: node)
        append(closing)
        if isOutside, node < tree.root { output.append(0x0A) }
    }

    private mutating func append(_ text: StaticString) {
        unsafe output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    // MARK: Elements

    private mutating func start(_ node: Int) throws(UnservedTransform) {
        output.append(UInt8(ascii: "<"))
        qualifiedName(tree.records[node].name)
        var entry = Open(node: node, end: tree.subtree(of: node).upperBound, shadowed: [])
        for declaration in declarations(at: node) { render(declaration, &entry) }
        for attribute in try attributes(at: node) { render(attribute) }
        output.append(UInt8(ascii: ">"))
        open.append(entry)
    }

    private mutating func closeElements(before node: Int) {
        while let last = open.last, last.end <= node {
            append("</")
            qualifiedName(tree.records[last.node].name)
            output.append(UInt8(ascii: ">"))
            for (prefix, namespace) in last.shadowed.reversed() { rendered[prefix] = namespace }
            open.removeLast()
        }
    }

    private mutating func qualifiedName(_ name: Int32) {
        let name = tree.names[Int(name)]
        if name.prefix != XMLTree.empty {
            output += tree.strings[Int(name.prefix)].utf8
            output.append(UInt8(ascii: ":"))
        }
        output += tree.strings[Int(name.local)].utf8
    }

    // MARK: Namespaces

    /// The namespace nodes to write at an element: such as its nearest written ancestor does not already say, sorted by prefix.
    private func declarations(at node: Int) -> [XMLTree.Declaration] {
        var found = node == set.top || open.isEmpty ? tree.namespacesInScope(at: node) : Array(tree.declarations(of: node))
        if method.version == .exclusive {
            found = found.filter { method.inclusivePrefixes.contains(tree.strings[Int($0.prefix)]) }
            for used in visiblyUtilized(at: node) where !found.contains(used) { found.append(used) }
        }
        let new = found.filter { rendered[$0.prefix] != $0.namespace && !isXML($0.prefix) }
        return new.count < 2 ? new : new.sorted { isBefore($0.prefix, $1.prefix) }
    }

    /// The prefixes of the element's own name and its attributes' names. Exclusive C14N §1.1.
    private func visiblyUtilized(at node: Int) -> [XMLTree.Declaration] {
        let name = tree.names[Int(tree.records[node].name)]
        var used = [XMLTree.Declaration(prefix: name.prefix, namespace: name.namespace)]
        for attribute in tree.attributes(of: node) {
            let name = tree.names[Int(attribute.name)]
            let declaration = XMLTree.Declaration(prefix: name.prefix, namespace: name.namespace)
            if name.prefix != XMLTree.empty, !used.contains(declaration) { used.append(declaration) }
        }
        return used
    }

    private func isXML(_ prefix: Int32) -> Bool { tree.strings[Int(prefix)].isSame(as: "xml") }

    private mutating func render(_ declaration: XMLTree.Declaration, _ entry: inout Open) {
        append(" xmlns")
        if declaration.prefix != XMLTree.empty {
            output.append(UInt8(ascii: ":"))
            output += tree.strings[Int(declaration.prefix)].utf8
        }
        append("=\"")
        escapeAttribute(Array(tree.strings[Int(declaration.namespace)].utf8)[...])
        output.append(UInt8(ascii: "\""))
        entry.shadowed.append((declaration.prefix, rendered[declaration.prefix]))
        rendered[declaration.prefix] = declaration.namespace
    }

    // MARK: Attributes

    /// Sorted by namespace, then local name; at the top of a set with those of the `xml` namespace that its ancestors hand down.
    private func attributes(at node: Int) throws(UnservedTransform) -> [XMLTree.Attribute] {
        let own = Array(tree.attributes(of: node))
        let all = node == set.top ? own + (try inherited(by: node)) : own
        return all.count < 2 ? all : all.sorted { isBefore($0, $1) }
    }

    private func inherited(by node: Int) throws(UnservedTransform) -> [XMLTree.Attribute] {
        guard method.version != .exclusive else { return [] }
        var names = Set(tree.attributes(of: node).map(\.name))
        var found: [XMLTree.Attribute] = []
        var ancestor = tree.parent(of: node)
        while ancestor != XMLTree.document {
            for attribute in tree.attributes(of: ancestor) where isXML(tree.names[Int(attribute.name)].prefix) {
                if try isHandedDown(attribute), names.insert(attribute.name).inserted { found.append(attribute) }
            }
            ancestor = tree.parent(of: ancestor)
        }
        return found
    }

    /// Version 1.1 hands down no `xml:id`, and joins `xml:base`. Canonical XML 1.1 §2.4.
    private func isHandedDown(_ attribute: XMLTree.Attribute) throws(UnservedTransform) -> Bool {
        guard method.version == .inclusive11 else { return true }
        switch tree.strings[Int(tree.names[Int(attribute.name)].local)] {
        case "lang", "space": return true
        case "base": throw UnservedTransform("xml:base in canonical XML 1.1")
        default: return false
        }
    }

    private func isBefore(_ one: XMLTree.Attribute, _ other: XMLTree.Attribute) -> Bool {
        let (one, other) = (tree.names[Int(one.name)], tree.names[Int(other.name)])
        return one.namespace == other.namespace ? isBefore(one.local, other.local) : isBefore(one.namespace, other.namespace)
    }

    /// The order of UTF-8 is that of the characters' numbers.
    private func isBefore(_ one: Int32, _ other: Int32) -> Bool {
        tree.strings[Int(one)].utf8.lexicographicallyPrecedes(tree.strings[Int(other)].utf8)
    }

    private mutating func render(_ attribute: XMLTree.Attribute) {
        output.append(UInt8(ascii: " "))
        qualifiedName(attribute.name)
        append("=\"")
        escapeAttribute(tree.value(of: attribute))
        output.append(UInt8(ascii: "\""))
    }

    // MARK: Escapes

    private mutating func escapeText(_ text: ArraySlice<UInt8>) {
        var start = text.startIndex
        for index in text.indices {
            guard let escape = Self.textEscape(text[index]) else { continue }
            output += text[start..<index]
            append(escape)
            start = index + 1
        }
        output += text[start...]
    }

    private mutating func escapeAttribute(_ value: ArraySlice<UInt8>) {
        var start = value.startIndex
        for index in value.indices {
            guard let escape = Self.attributeEscape(value[index]) else { continue }
            output += value[start..<index]
            append(escape)
            start = index + 1
        }
        output += value[start...]
    }

    private static func textEscape(_ byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case 0x0D: "&#xD;"
        default: nil
        }
    }

    private static func attributeEscape(_ byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: "\""): "&quot;"
        case 0x09: "&#x9;"
        case 0x0A: "&#xA;"
        case 0x0D: "&#xD;"
        default: nil
        }
    }
}

/// A transform, or a form of one, that no signature is verified with here; its name.
struct UnservedTransform: Error, Equatable {
    var name: String
    init(_ name: String) { self.name = name }
}
