/// Pages and what lies on them. ISO 32000-2 §7.7.3.3, §12.5.
extension RevisionComparison {
    mutating func comparePages() throws(DocumentRejection) {
        comparePageTree()
        for (number, change) in modified where pages.numbers[number] != nil {
            guard let before = change.before.dictionary, let after = change.after.dictionary, before["Kids"] == nil else { continue }
            claim(number, as: .page)
            for key in changedKeys(before, after) {
                switch key {
                case "Annots": break
                // The order in which the tabulator visits fields.
                case "Tabs": if after["Tabs"]?.name == nil { report("page", number, subject: key) }
                case "Contents": report("page-content", number)
                case "Resources": report("page-resources", number)
                default: report("page", number, subject: key)
                }
            }
            if !isKept(before["Annots"], after["Annots"]) { try compareAnnotations(of: before, after, page: number) }
        }
        try compareAnnotationArrays()
    }

    /// The name of a library that it writes into the root of the pages.
    private mutating func comparePageTree() {
        guard let number = final.catalog["Pages"]?.reference?.number, signed.catalog["Pages"] == final.catalog["Pages"],
            let change = modified[number], let before = change.before.dictionary, let after = change.after.dictionary,
            changedKeys(before, after) == ["ITXT"], after["ITXT"]?.string != nil
        else { return }
        claim(number, as: .page)
    }

    /// Arrays of annotations that are objects of their own, so that the page itself was not touched.
    private mutating func compareAnnotationArrays() throws(DocumentRejection) {
        for (number, change) in modified where change.before.value.array != nil && roles[number] == nil {
            guard let edges = graph.incoming[number], edges.allSatisfy({ graph.key(of: $0) == "Annots" }),
                let page = edges.map(\.from).first(where: { pages.numbers[$0] != nil })
            else { continue }
            claim(number, as: .annotations)
            try compareAnnotations(change.before.value.array ?? [], change.after.value.array ?? [], page: page)
        }
    }

    private mutating func compareAnnotations(of before: PDFDictionary, _ after: PDFDictionary, page: Int) throws(DocumentRejection) {
        claim(after["Annots"]?.reference?.number, as: .annotations)
        let old = try file.array(before["Annots"], in: signed.revision) ?? []
        let new = try file.array(after["Annots"], in: final.revision) ?? []
        try compareAnnotations(old, new, page: page)
    }

    /// What was there stays there; only new signature fields, and annotations where they are permitted, come to it.
    private mutating func compareAnnotations(_ old: [PDFValue], _ new: [PDFValue], page: Int) throws(DocumentRejection) {
        if !contains(new, inOrder: old) { report("annotation", page) }
        let known = Set(old.compactMap { $0.reference?.number })
        for value in new where value.reference.map({ !known.contains($0.number) }) ?? !old.contains(value) {
            try judgeNew(annotation: value, page: page)
        }
    }

    private mutating func judgeNew(annotation value: PDFValue, page: Int) throws(DocumentRejection) {
        // A new field is judged as a field; one that was there already had its place, or none.
        if let number = value.reference?.number, let field = final.fields.byNumber[number], field.isSignature, added.contains(number) {
            return
        }
        guard permissions.allowsAnnotations, let number = value.reference?.number, added.contains(number),
            let annotation = try file.dictionary(value, in: final.revision), annotation["Subtype"]?.name != "Widget",
            annotation["A"] == nil, annotation["AA"] == nil, !(try covers(annotation, number))
        else {
            report("annotation", page)
            return
        }
    }
}
