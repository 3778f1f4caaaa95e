internal import Primitives

/// Which relationships of a part a signature covers. OPC (ECMA-376 part 2) §12.2.4.26, §13.2.4.24.
struct OPCRelationshipSelection: Equatable {
    private var sourceIDs: Set<String.UTF8Identity> = []
    private var sourceTypes: Set<String.UTF8Identity> = []

    private static let namespace = "http://schemas.openxmlformats.org/package/2006/digital-signature"

    init(_ transform: Int, in tree: XMLTree) {
        for element in tree.children(of: transform, XMLName(Self.namespace, "RelationshipReference")) {
            if let id = tree.attribute(element, "SourceId") { sourceIDs.insert(.init(id)) }
        }
        for element in tree.children(of: transform, XMLName(Self.namespace, "RelationshipsGroupReference")) {
            if let type = tree.attribute(element, "SourceType") { sourceTypes.insert(.init(type)) }
        }
    }

    /// None, for adding to.
    init() {}

    mutating func add(_ other: Self) {
        sourceIDs.formUnion(other.sourceIDs)
        sourceTypes.formUnion(other.sourceTypes)
    }

    func selects(id: String, type: String) -> Bool {
        sourceIDs.contains(.init(id)) || sourceTypes.contains(.init(type))
    }
}
