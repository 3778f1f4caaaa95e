/// What a reference selects from a tree: one subtree, less whole subtrees inside it. XMLDSig §4.4.3.2, §6.6.4.
///
/// Signatures need no other sets: the transforms that would make them are not served.
struct NodeSet: Equatable {
    /// The node at its top; `XMLTree.document` is the whole document.
    var top: Int
    /// Subtrees that are left out, in document order and none inside another.
    var excluded: [Range<Int>] = []
    /// Whether comments are among the nodes. XMLDSig §4.4.3.3 leaves them out for `""` and `#id`.
    var hasComments: Bool

    /// Leaves more subtrees out, such as lie in the set.
    func excluding(_ subtrees: [Range<Int>]) -> Self {
        var copy = self
        copy.excluded = []
        // Of two that are not apart the outer one begins first.
        for subtree in (excluded + subtrees).sorted(by: { $0.lowerBound < $1.lowerBound })
        where subtree.lowerBound >= copy.excluded.last?.upperBound ?? 0 {
            copy.excluded.append(subtree)
        }
        return copy
    }

    func contains(_ node: Int, in tree: XMLTree) -> Bool {
        tree.isInside(node, top) && !excluded.contains { $0.contains(node) }
    }

    /// Its text nodes' text, in order: what the base64 transform decodes. XMLDSig §6.6.2.
    func text(in tree: XMLTree) -> [UInt8] {
        var text: [UInt8] = []
        var skipped = excluded[...]
        var node = top
        while node < tree.subtree(of: top).upperBound {
            if let skip = skipped.first, skip.lowerBound == node {
                node = skip.upperBound
                skipped.removeFirst()
                continue
            }
            if tree.kind(of: node) == .text { text += tree.characters(of: node) }
            node += 1
        }
        return text
    }
}
