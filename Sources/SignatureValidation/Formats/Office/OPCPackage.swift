internal import Primitives

/// An Office package: parts, their types, and the relationships by which a reader finds them. OPC (ECMA-376 part 2) §9.
struct OPCPackage: Sendable {
    let parts: PackageParts
    private let types: OPCContentTypes
    /// By the name of the part that has them, with the leading slash; of the package itself by "/".
    private(set) var relationships: [String: [OPCRelationships.Relationship]] = [:]

    private static let signatureTypes = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/"
    /// What says something about the package and nothing of its content; Office leaves all of it unsigned.
    private static let descriptiveTypes = [
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties",
    ]

    init(_ archive: ZipArchive, limits: Limits) throws(DocumentRejection) {
        parts = try PackageParts(archive)
        guard let types = parts[OPCContentTypes.partName] else { throw .malformed("no content types") }
        self.types = try OPCContentTypes(types, limits: limits)
        for name in parts.names {
            guard let source = Self.source(ofRelationships: name), let octets = parts[name] else { continue }
            do {
                relationships[source] = try OPCRelationships(octets[...], limits: limits).all
            } catch .limit(let name) {
                throw .limit(name)
            } catch {
                throw .malformed("relationships part")
            }
        }
    }

    /// `word/_rels/document.xml.rels` has those of `/word/document.xml`. OPC §9.3.3.
    static func source(ofRelationships name: String) -> String? {
        let components = name.split(separator: "/")
        guard components.count >= 2, components[components.count - 2] == "_rels", let file = components.last, file.hasSuffix(".rels") else {
            return nil
        }
        return "/" + (components.dropLast(2) + [file.dropLast(5)]).joined(separator: "/")
    }

    /// The parts that hold signatures, by way of the one origin. OPC §13.2.
    var signatureParts: [String] {
        var seen: Set<String> = []
        let all = targets(of: "/", type: "origin").flatMap { targets(of: $0, type: "signature") }
        return all.filter { seen.insert($0.lowercased()).inserted }
    }

    private func targets(of source: String, type: String) -> [String] {
        (relationships[source] ?? []).filter { $0.type.isSame(as: Self.signatureTypes + type) }.compactMap {
            Self.resolve($0.target, from: source)
        }
    }

    /// A target in the package as a part's name with the leading slash. OPC §9.2, RFC 3986 §5.2.
    static func resolve(_ target: String, from source: String) -> String? {
        guard let target = PercentEncoding.decode(target), !target.contains(":") else { return nil }
        var components = target.hasPrefix("/") ? [] : source.split(separator: "/").dropLast().map(String.init)
        for component in target.split(separator: "/") where component != "." {
            if component == ".." {
                guard components.popLast() != nil else { return nil }
            } else {
                components.append(String(component))
            }
        }
        return "/" + components.joined(separator: "/")
    }

    /// What a reference such as `/word/document.xml?ContentType=…` is over: the part, if it still is of that type. OPC §13.2.4.
    func part(_ uri: String?) -> DetachedParts.Part {
        guard let uri, let (name, type) = Self.split(uri), let octets = octets(of: name) else { return .absent }
        guard let type, types.type(of: name)?.lowercased() == type.lowercased() else { return .absent }
        return .bytes(octets[...])
    }

    private static func split(_ uri: String) -> (name: String, type: String?)? {
        let halves = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = PercentEncoding.decode(halves[0]), name.hasPrefix("/") else { return nil }
        guard halves.count == 2 else { return (name, nil) }
        guard halves[1].hasPrefix("ContentType="), let type = PercentEncoding.decode(halves[1].dropFirst(12)) else { return nil }
        return (name, type)
    }

    /// Names of parts are the same whatever the case of their letters; the archive has none twice. OPC §9.1.1.
    func octets(of name: String) -> [UInt8]? {
        let bare = String(name.dropFirst())
        if let octets = parts[bare] { return octets }
        return parts.names.first { $0.lowercased() == bare.lowercased() }.flatMap { parts[$0] }
    }

    // MARK: Coverage

    /// What a reader may see of the package and no intact reference covers: parts, and relationships as `part#id`.
    func uncovered(by results: [XMLReferenceProcessing.Result]) -> [String] {
        var wholeParts: Set<String> = []
        var selections: [String: OPCRelationshipSelection] = [:]
        for result in results where result.outcome == .intact {
            guard case .external(let uri?) = result.target, let name = Self.split(uri)?.name.lowercased() else { continue }
            let transforms = result.reference.transforms.compactMap {
                if case .relationships(let selection) = $0 { selection } else { nil }
            }
            if transforms.isEmpty { wholeParts.insert(name) }
            for selection in transforms { selections[name, default: OPCRelationshipSelection()].add(selection) }
        }
        let exempt = exemptParts
        return parts.names.map { "/" + $0 }.filter { !exempt.contains($0.lowercased()) && !wholeParts.contains($0.lowercased()) }
            .flatMap { part in uncovered(part, selections[part.lowercased()]) }
    }

    private func uncovered(_ part: String, _ selection: OPCRelationshipSelection?) -> [String] {
        guard let source = Self.source(ofRelationships: String(part.dropFirst())) else { return [part] }
        return (relationships[source] ?? []).filter { relationship in
            !isDescriptive(relationship, of: source) && !(selection?.selects(id: relationship.id, type: relationship.type) ?? false)
        }.map { part + "#" + $0.id }
    }

    private func isDescriptive(_ relationship: OPCRelationships.Relationship, of source: String) -> Bool {
        source == "/" && relationship.mode != "External"
            && (Self.descriptiveTypes + [Self.signatureTypes + "origin"]).contains { $0.isSame(as: relationship.type) }
    }

    /// Types, signatures, and descriptions of the package, in lower case.
    private var exemptParts: Set<String> {
        var exempt: Set = ["/" + OPCContentTypes.partName.lowercased()]
        let origins = targets(of: "/", type: "origin")
        let signatures = origins.flatMap { targets(of: $0, type: "signature") }
        let certificates = signatures.flatMap { targets(of: $0, type: "certificate") }
        let descriptions = (relationships["/"] ?? []).filter { isDescriptive($0, of: "/") }.compactMap {
            Self.resolve($0.target, from: "/")
        }
        for part in origins + signatures + certificates + descriptions {
            exempt.insert(part.lowercased())
            let folders = part.split(separator: "/", omittingEmptySubsequences: false)
            exempt.insert((folders.dropLast() + ["_rels", (folders.last ?? "") + ".rels"]).joined(separator: "/").lowercased())
        }
        // What the document itself leads to is content, however it is described.
        for (source, related) in relationships where source != "/" && !exempt.contains(source.lowercased()) {
            for relationship in related { Self.resolve(relationship.target, from: source).map { _ = exempt.remove($0.lowercased()) } }
        }
        return exempt
    }
}
