/// The last word on every changed object: whether its role may change, and whether everybody sees it in that role.
extension RevisionComparison {
    mutating func judge() throws(DocumentRejection) {
        for number in modified.keys.sorted() {
            guard let role = roles[number] else {
                report(kind(of: number), number)
                continue
            }
            let edges = graph.incoming[number] ?? []
            if !edges.allSatisfy({ added.contains($0.from) || permits($0, role) }) { report("object-with-two-uses", number) }
        }
        for number in added.sorted() {
            // A reference that led nowhere when it was signed leads somewhere now.
            let edges = graph.incoming[number] ?? []
            let isFilled = edges.contains { $0.from != 0 && !added.contains($0.from) && modified[$0.from] == nil }
            if isFilled { report(kind(of: number), number) }
        }
    }

    private func permits(_ edge: PDFReferenceGraph.Edge, _ role: Role) -> Bool {
        switch role {
        case .catalog: edge.from == 0 && edge.first == "Root" || edge.last == "Data"
        case .form: isCatalog(edge, "AcroForm")
        case .extensions: isCatalog(edge, "Extensions")
        case .metadata: isCatalog(edge, "Metadata")
        case .evidence: isCatalog(edge, "DSS") || roles[edge.from] == .evidence || isKeptEvidence(edge.from)
        case .information: edge.from == 0 && edge.first == "Info"
        case .fields: ["Fields", "Kids"].contains(edge.last)
        case .annotations: edge.last == "Annots"
        case .field: ["Fields", "Kids", "Annots", "Parent", "CO", "Obj", "Popup", "IRT"].contains(graph.key(of: edge) ?? "")
        case .value: edge.first == "V" && fillable.contains(edge.from)
        case .appearance:
            edge.first == "AP" && fillable.contains(edge.from) || roles[edge.from] == .appearance || isKeptAppearance(edge.from)
        case .structure: edge.first == "StructTreeRoot" || isStructure(edge.from) || ["P", "K", "Nums", "Kids"].contains(edge.last)
        case .resources: isFormResource(edge) || final.form?["DR"]?.reference?.number == edge.from && isFormsAlone(edge.from)
        // Only its list of annotations was changed, which is nothing to anybody else.
        case .page: true
        }
    }

    private func isCatalog(_ edge: PDFReferenceGraph.Edge, _ key: String) -> Bool { edge.from == final.root && edge.first == key }

    private func isFormResource(_ edge: PDFReferenceGraph.Edge) -> Bool {
        isCatalog(edge, "AcroForm") || edge.first == "DR" && edge.from == final.catalog["AcroForm"]?.reference?.number
    }

    /// Whether the resources of the form are nobody else's: a name that is new to them may be one that a page used in vain.
    private func isFormsAlone(_ number: Int) -> Bool { (graph.incoming[number] ?? []).allSatisfy(isFormResource) }

    /// A dictionary of appearances that is as it was, and that only fields which may change refer to.
    private func isKeptAppearance(_ number: Int) -> Bool {
        guard let edges = graph.incoming[number], !edges.isEmpty, modified[number] == nil else { return false }
        return edges.allSatisfy { $0.first == "AP" && $0.last == "AP" && fillable.contains($0.from) }
    }

    private func isStructure(_ number: Int) -> Bool { roles[number] == .structure }

    /// An object of the DSS that is as it was, while what it refers to was replaced: evidence to everybody who refers to it.
    private func isKeptEvidence(_ number: Int, depth: Int = 4) -> Bool {
        guard depth > 0, modified[number] == nil, let edges = graph.incoming[number], edges.count <= 256 else { return false }
        return edges.allSatisfy { edge in
            isCatalog(edge, "DSS") || roles[edge.from] == .evidence || added.contains(edge.from)
                || isKeptEvidence(edge.from, depth: depth - 1)
        }
    }

    // MARK: what it is, for the report

    private func way(to number: Int) -> [PDFReferenceGraph.Edge] {
        var way: [PDFReferenceGraph.Edge] = []
        var next = number
        while next != 0, way.count < 64, let edge = graph.origin[next] {
            way.append(edge)
            next = edge.from
        }
        return way
    }

    func kind(of number: Int) -> String {
        if let field = signed.fields.byNumber[number] { return field.isSignature ? "signature-field" : "form-field" }
        if pages.numbers[number] != nil { return "page" }
        let onPages = Set((graph.incoming[number] ?? []).filter { pages.numbers[$0.from] != nil }.map(\.first))
        if onPages.contains("Contents") { return "page-content" }
        if onPages.contains("Resources") { return "page-resources" }
        let keys = Set(way(to: number).flatMap { [$0.first, $0.last] })
        if modified[number]?.before.dictionary?["ByteRange"] != nil { return "signature-dictionary" }
        if keys.contains("Annots") { return "annotation" }
        if keys.contains("Contents") && !keys.contains("AcroForm") { return "page-content" }
        if keys.contains("Resources") { return "page-resources" }
        if keys.contains("AcroForm") { return "form" }
        return keys.contains("Pages") ? "page-tree" : "object"
    }

    /// The pages on which something is seen of the object.
    func pagesShowing(_ number: Int) -> [Int] {
        if let page = pages.numbers[number] { return [page] }
        if let page = final.fields.byNumber[number]?.dictionary["P"]?.reference, let page = pages.numbers[page.number] { return [page] }
        let starts = [number] + (graph.incoming[number] ?? []).map(\.from)
        let found = starts.flatMap { [$0] + way(to: $0).map(\.from) }.compactMap { pages.numbers[$0] }
        return Set(found).sorted()
    }
}
