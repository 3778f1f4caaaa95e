internal import Primitives

/// Which relationships of a part a signature covers. OPC (ECMA-376 part 2) §12.2.4.26, §13.2.4.24.
struct OPCRelationshipSelection: Equatable {
    private(set) var sourceIDs: [String] = []
    private(set) var sourceTypes: [String] = []

    private static let namespace = "http://schemas.openxmlformats.org/package/2006/digital-signature"

    init(_ transform: Int, in tree: XMLTree) {
        for element in tree.children(of: transform, XMLName(Self.namespace, "RelationshipReference")) {
            if let id = tree.attribute(element, "SourceId") { sourceIDs.append(id) }
        }
        for element in tree.children(of: transform, XMLName(Self.namespace, "RelationshipsGroupReference")) {
            if let type = tree.attribute(element, "SourceType") { sourceTypes.append(type) }
        }
    }

    func selects(id: String, type: String) -> Bool {
        sourceIDs.contains { $0.isSame(as: id) } || sourceTypes.contains { $0.isSame(as: type) }
    }
}
