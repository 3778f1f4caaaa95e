/// Trailer, catalog, metadata, evidence, extensions.
extension RevisionComparison {
    mutating func compareTrailers() {
        let before = file.revisions[signed.revision].trailer
        let after = file.revisions[final.revision].trailer
        if before["Root"] != after["Root"] { report("catalog", subject: "Root") }
        let known: Set = [
            "Root", "Info", "Size", "Prev", "ID", "XRefStm", "Type", "W", "Index", "Filter", "DecodeParms", "Length",
        ]
        for entry in after.entries where !known.contains(entry.key) && refers(entry.value) {
            let known = file.revisions[...signed.revision].reversed().lazy.compactMap { $0.trailer[entry.key] }.first
            if !isHarmless(known, entry.value) { report("trailer", subject: entry.key) }
        }
        compareInformation(before["Info"]?.reference?.number, after["Info"]?.reference?.number)
    }

    /// Whether the value is what it was, or leads to nothing but dictionaries: a widespread writer puts wrong numbers of objects into the
    /// entries of a trailer that it does not know, and a stream is what such an entry would have to lead to.
    private func isHarmless(_ before: PDFValue?, _ after: PDFValue) -> Bool {
        if before == after { return true }
        let values = after.array ?? [after]
        return before != nil
            && values.allSatisfy { value in
                guard let reference = value.reference else { return value.name != nil }
                return (try? file.object(reference, in: final.revision).stream == nil) ?? false
            }
    }

    private func refers(_ value: PDFValue) -> Bool { value.reference != nil || value.array != nil || value.dictionary != nil }

    /// ISO 32000-2 §14.3.3: who made the file and when, which every writer renews.
    private mutating func compareInformation(_ before: Int?, _ after: Int?) {
        claim(after, as: .information)
        guard let after, let now = try? file.object(after, in: final.revision).dictionary else { return }
        let then = before.flatMap { try? file.object($0, in: signed.revision).dictionary } ?? PDFDictionary()
        let renewed: Set = ["ModDate", "CreationDate", "Producer", "Creator"]
        for key in changedKeys(then, now) where !renewed.contains(key) { report("information", subject: key) }
    }

    mutating func compareCatalogs() throws(DocumentRejection) {
        claim(final.root, as: .catalog)
        for key in changedKeys(signed.catalog, final.catalog) {
            switch key {
            case "AcroForm", "DSS", "Metadata", "Version", "StructTreeRoot", "MarkInfo": break
            case "Extensions": try compareExtensions()
            case "Perms": report("permissions", subject: key)
            default: report("catalog", subject: key)
            }
        }
        if let number = final.catalog["Extensions"]?.reference?.number, modified[number] != nil { try compareExtensions() }
        claim(final.catalog["Metadata"]?.reference?.number, as: .metadata)
        claimReachable(from: final.catalog["DSS"], as: .evidence)
        try compareStructure()
    }

    /// Extensions may be declared or renewed; they say nothing about content. ISO 32000-2 §7.12.
    private mutating func compareExtensions() throws(DocumentRejection) {
        guard try file.dictionary(final.catalog["Extensions"], in: final.revision) != nil else {
            report("catalog", subject: "Extensions")
            return
        }
        claim(final.catalog["Extensions"]?.reference?.number, as: .extensions)
    }

    /// Every modified object that the value leads to through modified or added ones.
    mutating func claimReachable(from value: PDFValue?, as role: Role) {
        var visited: Set<Int> = []
        var open = [value].compactMap { $0 }
        while let next = open.popLast() {
            switch next {
            case .reference(let reference):
                guard visited.insert(reference.number).inserted, let after = changedObject(reference.number, as: role) else { continue }
                if modified[reference.number] != nil { roles[reference.number] = roles[reference.number] ?? role }
                open.append(after.value)
            case .array(let values): open += values
            case .dictionary(let dictionary): open += dictionary.entries.map(\.value)
            default: break
            }
        }
    }

    /// The object as it is now, where it is one of those that were changed; else the way ends, as nothing behind it is new.
    ///
    /// Evidence is small and its dictionaries are often kept while what they hold is replaced, so there the way goes on.
    private func changedObject(_ number: Int, as role: Role) -> PDFObject? {
        if let change = modified[number] { return change.after }
        guard added.contains(number) || role == .evidence else { return nil }
        return try? file.object(number, in: final.revision)
    }
}
