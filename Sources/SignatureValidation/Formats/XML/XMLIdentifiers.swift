internal import Primitives

/// The identifiers of a document's elements: `xml:id`, and attributes that schemas of signed documents declare as identifiers.
/// XMLDSig §4.4.3.3.
///
/// There is no schema at hand, so that any attribute of these names counts. Whoever hides a second element behind an identifier
/// that a signature refers to makes the reference ambiguous, which is an error and not a choice.
struct XMLIdentifiers {
    private var nodes: [String.UTF8Identity: [Int]] = [:]

    private static let names = ["Id", "ID", "id"]

    init(_ tree: XMLTree) {
        let isIdentifier = tree.names.map { name in
            let local = tree.strings[Int(name.local)]
            return name.namespace == XMLTree.empty
                ? Self.names.contains { $0.isSame(as: local) }
                : local.isSame(as: "id") && tree.strings[Int(name.prefix)].isSame(as: "xml")
        }
        guard isIdentifier.contains(true) else { return }
        for node in 0..<tree.count where tree.kind(of: node) == .element {
            for attribute in tree.attributes(of: node) where isIdentifier[Int(attribute.name)] {
                let value = String(decoding: tree.value(of: attribute), as: UTF8.self)
                if nodes[.init(value)]?.last != node { nodes[.init(value), default: []].append(node) }
            }
        }
    }

    /// - Returns: nil where nothing has the identifier.
    /// - Throws: where more than one element has it.
    func element(_ identifier: some StringProtocol) throws(MalformedSignature) -> Int? {
        guard let found = nodes[.init(String(identifier))] else { return nil }
        guard found.count == 1 else { throw MalformedSignature("duplicate identifier") }
        return found[0]
    }

    func isUnique(_ identifier: String) -> Bool { (nodes[.init(identifier)]?.count ?? 0) < 2 }
}

extension String {
    /// A key that tells texts apart by their bytes, where `String` takes canonically equivalent ones for equal.
    struct UTF8Identity: Hashable {
        let text: String
        init(_ text: String) { self.text = text }
        static func == (one: Self, other: Self) -> Bool { one.text.isSame(as: other.text) }
        func hash(into hasher: inout Hasher) { for byte in text.utf8 { hasher.combine(byte) } }
    }
}
