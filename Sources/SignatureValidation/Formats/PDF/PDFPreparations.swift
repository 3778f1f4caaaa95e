/// What a file may have been prepared with before it was signed, to be shown otherwise after. Mainka et al., "Shadow Attacks", §4.
///
/// None of it is a change, and all of it occurs in honest files: remarks.
struct PDFPreparations {
    let file: PDFFile
    let final: PDFRevisionState
    let pages: PDFPages
    let graph: PDFReferenceGraph
    let contents: PDFPageContents

    /// How many pages are looked through for images upon text, how many objects that nothing refers to, how many fields.
    private static let pageLimit = 16
    private static let objectLimit = 1_000
    private static let fieldLimit = 500

    func findings() throws(DocumentRejection) -> [Finding] {
        var findings: [Finding] = []
        if hasUnreferencedPages() { findings.append(Finding("pdf-unreferenced-pages")) }
        if hasOverlappingFields() { findings.append(Finding("pdf-overlapping-fields")) }
        if hasImageOverText() { findings.append(Finding("pdf-image-over-text")) }
        return findings
    }

    private func hasUnreferencedPages() -> Bool {
        var seen: Set<Int> = []
        for revision in file.revisions {
            for number in revision.entries.keys where !graph.isReachable(number) && seen.insert(number).inserted {
                guard seen.count < Self.objectLimit else { return false }
                // What cannot be read is shown by nobody.
                let type = (try? file.object(number, in: file.last))?.dictionary?["Type"]?.name
                if let type, ["Catalog", "Page", "Pages"].contains(type) { return true }
            }
        }
        return false
    }

    /// Fields of a form upon each other; seals upon signatures are usual.
    private func hasOverlappingFields() -> Bool {
        var boxes: [Int: [(box: PDFRectangle, isSignature: Bool)]] = [:]
        for field in final.fields.all.prefix(Self.fieldLimit) where field.isVisible {
            guard let page = field.dictionary["P"]?.reference?.number, let box = PDFRectangle(field.dictionary["Rect"]) else { continue }
            boxes[page, default: []].append((box, field.isSignature))
        }
        return boxes.values.contains { Self.hasOverlap($0.sorted { $0.box.left < $1.box.left }) }
    }

    private static func hasOverlap(_ sorted: [(box: PDFRectangle, isSignature: Bool)]) -> Bool {
        for (index, one) in sorted.enumerated() {
            for other in sorted[(index + 1)...] {
                if other.box.left >= one.box.right { break }
                if !(one.isSignature && other.isSignature), one.box.overlaps(other.box) { return true }
            }
        }
        return false
    }

    /// Content in a form that is not read here is no reason to refuse the file.
    private func hasImageOverText() -> Bool {
        pages.references.prefix(Self.pageLimit).contains { page in
            hasImages(page) && (try? contents.content(of: page, in: file.last))?.hasCoveredText ?? false
        }
    }

    /// Whether the page has resources that an image could be in; most pages are text alone.
    private func hasImages(_ page: PDFReference) -> Bool {
        guard let dictionary = (try? file.object(page, in: file.last))?.dictionary else { return false }
        guard let resources = dictionary["Resources"] else { return true }
        let objects = try? file.dictionary(file.dictionary(resources, in: file.last)?["XObject"], in: file.last)
        return objects?.entries.isEmpty == false
    }
}
