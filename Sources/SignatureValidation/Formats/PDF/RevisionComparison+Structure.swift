/// The structure tree: a signature field in an accessible document is an element of it. ISO 32000-2 §14.7.
extension RevisionComparison {
    mutating func compareStructure() throws(DocumentRejection) {
        guard final.catalog["StructTreeRoot"] != nil || signed.catalog["StructTreeRoot"] != nil else { return }
        guard signed.catalog["StructTreeRoot"] == final.catalog["StructTreeRoot"] else {
            report("structure", subject: "StructTreeRoot")
            return
        }
        for (number, change) in modified where isStructure(number, change.before) {
            guard isGrown(change.before.value, change.after.value) else { continue }
            claim(number, as: .structure)
        }
    }

    /// Something of the structure tree: an element, the root, a list of one of them, or a node of the tree of parents.
    private func isStructure(_ number: Int, _ object: PDFObject) -> Bool {
        guard roles[number] == nil, object.stream == nil else { return false }
        var next = number
        for _ in 0..<file.limits.depth {
            guard let edge = graph.origin[next] else { return false }
            if edge.from == final.root { return edge.first == "StructTreeRoot" }
            next = edge.from
        }
        return false
    }

    /// Whether all that was there is there, and only elements for new form fields came to it.
    private func isGrown(_ before: PDFValue, _ after: PDFValue) -> Bool {
        switch (before, after) {
        case (.dictionary(let before), .dictionary(let after)):
            return changedKeys(before, after).allSatisfy { key in
                switch key {
                case "K", "Kids", "Nums": isGrown(before[key] ?? .array([]), after[key] ?? .null)
                case "Limits": after[key]?.array?.count == 2
                case "ParentTreeNextKey": after[key]?.integer != nil
                default: false
                }
            }
        case (.array(let before), .array(let after)):
            return contains(after, inOrder: before) && after.allSatisfy { before.contains($0) || isNewElement($0) }
        case (.reference, .array(let after)):
            return after.allSatisfy { $0 == before || isNewElement($0) } && after.contains(before)
        default: return before == after
        }
    }

    /// A new element that stands for a form field and replaces no text, or a key of the tree of parents.
    private func isNewElement(_ value: PDFValue) -> Bool {
        guard let number = value.reference?.number else { return value.integer != nil }
        guard added.contains(number), let element = try? file.object(number, in: final.revision).dictionary else { return false }
        return element["S"]?.name == "Form" && element["ActualText"] == nil && element["E"] == nil
    }
}
