internal import Primitives

/// `[Content_Types].xml`: what each part is. OPC (ECMA-376 part 2) §10.1.2.
struct OPCContentTypes: Sendable {
    private var byExtension: [String: String] = [:]
    private var byName: [String: String] = [:]

    private static let namespace = "http://schemas.openxmlformats.org/package/2006/content-types"
    static let partName = "[Content_Types].xml"

    init(_ octets: [UInt8], limits: Limits) throws(DocumentRejection) {
        let tree = try XMLReader.read(octets[...], limits: limits)
        guard tree.isElement(tree.root, XMLName(Self.namespace, "Types")) else { throw .malformed("content types") }
        for node in tree.children(of: tree.root, XMLName(Self.namespace, "Default")) {
            guard let key = tree.attribute(node, "Extension"), let type = tree.attribute(node, "ContentType") else { continue }
            guard byExtension.updateValue(type, forKey: key.lowercased()) == nil else { throw .malformed("content types") }
        }
        for node in tree.children(of: tree.root, XMLName(Self.namespace, "Override")) {
            guard let key = tree.attribute(node, "PartName"), let type = tree.attribute(node, "ContentType") else { continue }
            // Two types for one part would be a choice for each reader.
            guard byName.updateValue(type, forKey: key.lowercased()) == nil else { throw .malformed("content types") }
        }
    }

    /// The type of a part, by its name with the leading slash.
    func type(of part: String) -> String? {
        let name = part.lowercased()
        if let type = byName[name] { return type }
        guard let dot = name.lastIndex(of: "."), !name[dot...].contains("/") else { return nil }
        return byExtension[String(name[name.index(after: dot)...])]
    }
}
