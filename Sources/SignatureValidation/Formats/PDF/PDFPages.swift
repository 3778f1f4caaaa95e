/// The pages in their order. ISO 32000-2 §7.7.3.
struct PDFPages {
    private(set) var references: [PDFReference] = []
    /// From 1, by the object of the page.
    private(set) var numbers: [Int: Int] = [:]

    /// A tree that leads back into itself ends where it does.
    init(_ file: PDFFile, in revision: Int) throws(DocumentRejection) {
        var visited: Set<Int> = []
        var open = [try file.catalog(in: revision)["Pages"]].compactMap { $0?.reference }
        while let reference = open.popLast() {
            guard visited.insert(reference.number).inserted else { continue }
            guard visited.count <= file.limits.objects else { throw .limit("objects") }
            guard let node = try file.object(reference, in: revision).dictionary else { continue }
            if let kids = try file.array(node["Kids"], in: revision) {
                open += kids.reversed().compactMap(\.reference)
            } else {
                references.append(reference)
                numbers[reference.number] = references.count
            }
        }
    }
}
