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
                case "ParentTree": isParentTreeGrown(before[key], after[key])
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

    /// Whether every content still has the parents that it had. ISO 32000-2 §14.7.5.4.
    private func isParentTreeGrown(_ before: PDFValue?, _ after: PDFValue?) -> Bool {
        guard let old = numbers(before, in: signed.revision), let new = numbers(after, in: final.revision) else { return false }
        for (key, value) in new {
            guard let known = old[key] else {
                if !isNewElement(value) { return false }
                continue
            }
            let isSame = (try? file.resolve(known, in: signed.revision) == file.resolve(value, in: final.revision)) ?? false
            if known != value && !isSame { return false }
        }
        return old.keys.allSatisfy { new[$0] != nil }
    }

    /// The entries of a number tree; nil when it is none. ISO 32000-2 §7.9.7.
    private func numbers(_ root: PDFValue?, in revision: Int) -> [Int: PDFValue]? {
        var numbers: [Int: PDFValue] = [:]
        var visited: Set<Int> = []
        var open = [root].compactMap { $0 }
        while let next = open.popLast() {
            if let number = next.reference?.number, !visited.insert(number).inserted { return nil }
            guard let node = try? file.dictionary(next, in: revision) else { return nil }
            open += (try? file.array(node["Kids"], in: revision)) ?? []
            let pairs = (try? file.array(node["Nums"], in: revision)) ?? []
            for index in stride(from: 0, to: pairs.count - 1, by: 2) {
                guard let key = pairs[index].integer else { return nil }
                numbers[key] = pairs[index + 1]
            }
        }
        return numbers
    }

    /// A new element that stands for a form field and replaces no text, or a key of the tree of parents.
    private func isNewElement(_ value: PDFValue) -> Bool {
        guard let number = value.reference?.number else { return value.integer != nil }
        guard added.contains(number), let element = try? file.object(number, in: final.revision).dictionary else { return false }
        return element["S"]?.name == "Form" && element["ActualText"] == nil && element["E"] == nil
    }
}
