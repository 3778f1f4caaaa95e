/// The objects whose referrers a comparison will ask for.
struct WatchedObjects {
    private(set) var numbers: Set<Int> = []
    private let file: PDFFile

    /// How deep the evidence of a file nests: the store, its lists by signature, an entry, an array.
    private static let evidenceDepth = 5

    /// - Parameter first: The earliest revision that was signed.
    init(_ file: PDFFile, signedFrom first: Int, _ final: PDFRevisionState) throws(DocumentRejection) {
        self.file = file
        for revision in file.revisions[(first + 1)...] { numbers.formUnion(revision.entries.keys) }
        guard !numbers.isEmpty else { return }
        addReplacedAppearances(since: first)
        for field in final.fields.all { addReferences(in: field.dictionary["AP"]) }
        if let resources = final.form?["DR"]?.reference { numbers.insert(resources.number) }
        try addEvidence(final.catalog["DSS"])
    }

    /// What a field looked like may be what something else looks like still.
    private mutating func addReplacedAppearances(since first: Int) {
        for number in numbers {
            for revision in first..<file.last where revision == first || file.revisions[revision].entries[number] != nil {
                addReferences(in: (try? file.object(number, in: revision))?.dictionary?["AP"])
            }
        }
    }

    private mutating func addReferences(in appearance: PDFValue?) {
        if let reference = appearance?.reference { numbers.insert(reference.number) }
        numbers.formUnion(appearance?.dictionary?.entries.compactMap { $0.value.reference?.number } ?? [])
    }

    /// All that is evidence, for something of it may be something else besides.
    private mutating func addEvidence(_ store: PDFValue?) throws(DocumentRejection) {
        var open = [(value: store ?? .null, depth: Self.evidenceDepth)]
        var visited: Set<Int> = []
        while let (value, depth) = open.popLast() {
            switch value {
            case .reference(let reference):
                guard depth > 0, visited.insert(reference.number).inserted else { continue }
                numbers.insert(reference.number)
                let object = try file.object(reference, in: file.last)
                if object.stream == nil { open.append((object.value, depth - 1)) }
            case .array(let values): for value in values { open.append((value, depth)) }
            case .dictionary(let dictionary): for entry in dictionary.entries { open.append((entry.value, depth)) }
            default: break
            }
        }
    }
}
