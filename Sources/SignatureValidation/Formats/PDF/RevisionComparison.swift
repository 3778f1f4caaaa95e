/// Compares what was signed with what a reader sees now, object by object, and lets pass only what is known to be harmless.
///
/// Every object that a later revision defines must be in a role that may change, must differ only in what that role may change, and
/// must be referred to by nobody for whom it is something else. ETSI EN 319 142-1 §6.2; ISO 32000-2 §12.8.2.2.
struct RevisionComparison {
    let file: PDFFile
    let signed: PDFRevisionState
    let final: PDFRevisionState
    let pages: PDFPages
    let graph: PDFReferenceGraph
    let permissions: ModificationPermissions
    let contents: PDFPageContents

    /// Objects of the signed revision that are now others.
    var modified: [Int: (before: PDFObject, after: PDFObject)] = [:]
    /// Objects that the signed revision did not have.
    var added: Set<Int> = []
    /// What a modified object is for, when it may have been changed as it was.
    var roles: [Int: Role] = [:]
    /// Fields and widgets whose appearance and value may change.
    var fillable: Set<Int> = []
    var changes: [DocumentChange] = []

    enum Role: Equatable {
        case annotations, catalog, extensions, field, fields, form, page, resources
        /// May be anything, as nothing that is shown depends on it.
        case appearance, evidence, information, metadata, structure, value
    }

    /// What was changed that should not have been; nothing when all of it is permitted.
    mutating func run() throws(DocumentRejection) -> [DocumentChange] {
        try collect()
        compareTrailers()
        try compareCatalogs()
        try compareForms()
        try compareFields()
        try comparePages()
        claimAppearances()
        try judge()
        return changes.sorted { ($0.pages.first ?? .max, $0.kind, $0.subject ?? "") < ($1.pages.first ?? .max, $1.kind, $1.subject ?? "") }
    }

    private mutating func collect() throws(DocumentRejection) {
        var numbers: Set<Int> = []
        for revision in file.revisions[(signed.revision + 1)...] { numbers.formUnion(revision.entries.keys) }
        for number in numbers where graph.isReachable(number) {
            guard !graph.malformed.contains(number) else {
                report("object", number)
                continue
            }
            let before = try file.object(number, in: signed.revision)
            let after = try file.object(number, in: final.revision)
            if before.value == .null && before.stream == nil {
                if after.value != .null { added.insert(number) }
            } else if !isSame(before, after) || generation(number, in: signed.revision) != generation(number, in: final.revision) {
                modified[number] = (before, after)
            }
        }
    }

    private func generation(_ number: Int, in revision: Int) -> Int {
        if case .uncompressed(_, let generation)? = file.entry(number, in: revision)?.entry { generation } else { 0 }
    }

    private func isSame(_ one: PDFObject, _ other: PDFObject) -> Bool {
        guard one.value == other.value, (one.stream == nil) == (other.stream == nil) else { return false }
        guard let first = one.stream, let second = other.stream else { return true }
        return first == second || file.bytes[first].elementsEqual(file.bytes[second])
    }

    // MARK: words for the parts

    mutating func report(_ kind: String, _ number: Int? = nil, subject: String? = nil) {
        let change = DocumentChange(kind: kind, pages: number.map(pagesShowing) ?? [], subject: subject)
        if !changes.contains(change), changes.count < 256 { changes.append(change) }
    }

    mutating func claim(_ number: Int?, as role: Role) {
        guard let number, modified[number] != nil else { return }
        // An object with two roles is changed in one of them for the sake of the other.
        if let known = roles[number], known != role { report("object", number) } else { roles[number] = role }
    }

    /// Whether nothing was changed at that value, not even by an object that a reference in it led to in vain before.
    func isKept(_ before: PDFValue?, _ after: PDFValue?) -> Bool { (before ?? .null) == (after ?? .null) && !leadsToAdded(after) }

    private func leadsToAdded(_ value: PDFValue?) -> Bool {
        guard !added.isEmpty, let value else { return false }
        var open = [value]
        while let next = open.popLast() {
            switch next {
            case .reference(let reference): if added.contains(reference.number) { return true }
            case .array(let values): open += values
            case .dictionary(let dictionary): open += dictionary.entries.map(\.value)
            default: break
            }
        }
        return false
    }

    /// The keys of a dictionary at which it is not what it was.
    func changedKeys(_ before: PDFDictionary, _ after: PDFDictionary) -> [String] {
        Set(before.entries.map(\.key) + after.entries.map(\.key)).filter { !isKept(before[$0], after[$0]) }.sorted()
    }
}
