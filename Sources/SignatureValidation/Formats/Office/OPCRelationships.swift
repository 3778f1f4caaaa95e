internal import Primitives

/// A relationships part of an Office package. OPC (ECMA-376 part 2) §9.3.
struct OPCRelationships {
    struct Relationship: Equatable {
        var id: String
        var type: String
        var target: String
        var mode: String?
    }

    private(set) var all: [Relationship] = []

    private static let namespace = "http://schemas.openxmlformats.org/package/2006/relationships"

    init(_ octets: ArraySlice<UInt8>, limits: Limits) throws(XMLSignatureFailure) {
        let tree: XMLTree
        do {
            tree = try XMLReader.read(octets, limits: limits)
        } catch .limit(let name) {
            throw .limit(name)
        } catch {
            throw .malformed("relationships part")
        }
        guard tree.isElement(tree.root, XMLName(Self.namespace, "Relationships")) else { throw .malformed("relationships part") }
        for node in tree.children(of: tree.root, XMLName(Self.namespace, "Relationship")) {
            guard let id = tree.attribute(node, "Id"), let type = tree.attribute(node, "Type"),
                let target = tree.attribute(node, "Target")
            else { throw .malformed("relationship") }
            all.append(Relationship(id: id, type: type, target: target, mode: tree.attribute(node, "TargetMode")))
        }
    }

    /// What the relationship transform makes of those that are selected: sorted by identifier, every `TargetMode` spelled out,
    /// in the form of Canonical XML 1.0. OPC §13.2.4.24.
    func canonicalForm(_ isSelected: (Relationship) -> Bool) -> [UInt8] {
        let selected = all.filter(isSelected).sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
        var text = "<Relationships xmlns=\"\(Self.namespace)\">"
        for relationship in selected {
            text += "<Relationship Id=\"\(Self.escaped(relationship.id))\" Target=\"\(Self.escaped(relationship.target))\""
            text += " TargetMode=\"\(Self.escaped(relationship.mode ?? "Internal"))\" Type=\"\(Self.escaped(relationship.type))\">"
            text += "</Relationship>"
        }
        return Array((text + "</Relationships>").utf8)
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case "\"": text += "&quot;"
            case "\t": text += "&#x9;"
            case "\n": text += "&#xA;"
            case "\r": text += "&#xD;"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
