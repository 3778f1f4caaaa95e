/// The form and its fields. ISO 32000-2 §12.7.
extension RevisionComparison {
    mutating func compareForms() throws(DocumentRejection) {
        try compareDefaultResources()
        let number = final.catalog["AcroForm"]?.reference?.number
        guard !isKept(signed.catalog["AcroForm"], final.catalog["AcroForm"]) || number.map({ modified[$0] != nil }) == true else {
            claim(final.form?["Fields"]?.reference?.number, as: .fields)
            try compareFieldLists()
            return
        }
        guard let after = final.form else {
            report("form", subject: "AcroForm")
            return
        }
        claim(number, as: .form)
        claim(after["Fields"]?.reference?.number, as: .fields)
        let before = signed.form ?? PDFDictionary()
        for key in changedKeys(before, after) where !(try isFormKeyPermitted(key, before[key], after[key])) {
            report("form", number, subject: key)
        }
        try compareFieldLists()
    }

    private mutating func isFormKeyPermitted(_ key: String, _ before: PDFValue?, _ after: PDFValue?) throws(DocumentRejection) -> Bool {
        switch key {
        case "Fields": return true
        case "SigFlags": return after?.integer != nil
        case "DA" where before == nil, "DR" where before == nil: return true
        case "DR": return try isExtended(before, after)
        // Readers would draw the fields anew; not to do so is how the document was signed.
        case "NeedAppearances": return after == nil || after == .boolean(false)
        default: return false
        }
    }

    /// Resources of the form that are objects of their own, so that neither form nor catalog was touched.
    private mutating func compareDefaultResources() throws(DocumentRejection) {
        let (before, after) = (signed.form?["DR"], final.form?["DR"])
        guard before != nil, try isExtended(before, after) else { return }
        claim(after?.reference?.number, as: .resources)
        for entry in try file.dictionary(after, in: final.revision)?.entries ?? [] { claim(entry.value.reference?.number, as: .resources) }
    }

    /// Resources to which others were added. ISO 32000-2 §7.8.3.
    private func isExtended(_ before: PDFValue?, _ after: PDFValue?) throws(DocumentRejection) -> Bool {
        guard let old = try file.dictionary(before, in: signed.revision), let new = try file.dictionary(after, in: final.revision) else {
            return false
        }
        for entry in old.entries {
            if isKept(entry.value, new[entry.key]), entry.value.reference.map({ modified[$0.number] == nil }) ?? true { continue }
            guard let inner = try file.dictionary(entry.value, in: signed.revision),
                let outer = try file.dictionary(new[entry.key], in: final.revision)
            else { return false }
            // Fonts are what fields are drawn with; forms are a signer's own, which some writers list here.
            guard entry.key == "XObject" || inner.entries.allSatisfy({ isKept($0.value, outer[$0.key]) }) else { return false }
        }
        return true
    }

    /// Fields stay in their order; new ones are judged as new fields.
    private mutating func compareFieldLists() throws(DocumentRejection) {
        let before = try file.array(signed.form?["Fields"], in: signed.revision) ?? []
        let after = try file.array(final.form?["Fields"], in: final.revision) ?? []
        if !contains(after, inOrder: before) { report("form", subject: "Fields") }
    }

    func contains(_ after: [PDFValue], inOrder before: [PDFValue]) -> Bool {
        var rest = before[...]
        for value in after where value == rest.first { rest = rest.dropFirst() }
        return rest.isEmpty
    }

    mutating func compareFields() throws(DocumentRejection) {
        for field in final.fields.all {
            guard let number = field.reference?.number, let old = signed.fields.byNumber[number] else {
                if !isKeptInPlace(field) { try judgeNew(field) }
                continue
            }
            let isOpen = isFillable(field, old)
            let isValueChanged = try isValueChanged(number)
            if isOpen, field.isSignature || isValueChanged { fillable.insert(number) }
            if let change = modified[number], let after = change.after.dictionary, let before = change.before.dictionary {
                claim(number, as: .field)
                for key in changedKeys(before, after) { try compare(key, of: old, before, after, isOpen: isOpen) }
                if before["AP"] != after["AP"], !isFormsOwn(before["AP"]) { report("object-with-two-uses", number, subject: old.name) }
            }
            if isOpen { claim(field.dictionary["V"]?.reference?.number, as: .value) }
        }
        let gone = Set(signed.fields.byNumber.keys).subtracting(final.fields.byNumber.keys)
        for number in gone.sorted() { report("form-field", number, subject: signed.fields.byNumber[number]?.name) }
    }

    /// A field in its parent's object, as it was.
    private func isKeptInPlace(_ field: FormField) -> Bool {
        field.reference == nil
            && signed.fields.all.contains {
                $0.reference == nil && $0.name == field.name && isKept(.dictionary($0.dictionary), .dictionary(field.dictionary))
            }
    }

    /// Whether the value itself was changed, here or in the field that this is a widget of: an appearance alone has no reason to.
    private func isValueChanged(_ number: Int) throws(DocumentRejection) -> Bool {
        var next: Int? = number
        for _ in 0..<file.limits.depth {
            guard let current = next, let old = signed.fields.byNumber[current], let new = final.fields.byNumber[current] else {
                return false
            }
            let value = new.dictionary["V"]
            if !isKept(old.dictionary["V"], value) || value?.reference.map({ modified[$0.number] != nil }) ?? false { return true }
            next = new.dictionary["Parent"]?.reference?.number
        }
        return false
    }

    /// A field whose value may change: of a form that may be filled, not locked, and not a signature that was there when it was signed.
    private func isFillable(_ field: FormField, _ old: FormField) -> Bool {
        guard field.type == old.type, permissions.allowsForms, !permissions.isLocked(field.name) else { return false }
        return !field.isSignature || old.dictionary["V"] == nil
    }

    private mutating func compare(
        _ key: String, of old: FormField, _ before: PDFDictionary, _ after: PDFDictionary, isOpen: Bool
    ) throws(DocumentRejection) {
        let number = old.reference?.number
        let kind = old.isSignature ? "signature-field" : permissions.isLocked(old.name) ? "form-field-locked" : "form-field"
        if key == "Kids" {
            let kids = (try file.array(before["Kids"], in: signed.revision) ?? [], try file.array(after["Kids"], in: final.revision) ?? [])
            claim(after["Kids"]?.reference?.number, as: .fields)
            if !contains(kids.1, inOrder: kids.0) { report(kind, number, subject: old.name) }
            return
        }
        let values: Set = ["V", "AP", "AS", "M", "I", "RV"]
        let signing: Set = ["V", "AP", "AS", "M", "F", "MK", "P", "DA", "Type"]
        let permitted = old.isSignature ? signing : number.map(fillable.contains) ?? false ? values : ["M"]
        guard isOpen, permitted.contains(key), key != "F" || after.isVisibleAnnotation || !before.isVisibleAnnotation else {
            // Timestamps of the whole document are allowed whatever else is not. ETSI EN 319 142-1 §5.5.
            if old.isSignature, try isTimestamp(after) { return }
            report(kind, number, subject: old.name)
            return
        }
    }

    private func isTimestamp(_ field: PDFDictionary) throws(DocumentRejection) -> Bool {
        guard let value = field["V"]?.reference, added.contains(value.number) else { return false }
        return try file.dictionary(field["V"], in: final.revision)?["Type"]?.name == "DocTimeStamp"
    }

    // MARK: fields that were not there

    private static let signatureFieldKeys: Set = [
        "Type", "Subtype", "FT", "T", "TU", "TM", "Ff", "F", "V", "Rect", "P", "AP", "AS", "MK", "DA", "DR", "Lock", "SV", "Parent", "Kids",
        "M",
        "BS", "Border", "H", "Q", "NM", "StructParent", "Contents", "C", "DV", "Changed",
    ]

    /// Only a signature may be added to a form, with nothing that acts by itself.
    private mutating func judgeNew(_ field: FormField) throws(DocumentRejection) {
        let number = field.reference?.number
        let isGroup = field.type == nil && field.dictionary["Kids"] != nil
        guard isGroup || field.isSignature else {
            report("form-field", number, subject: field.name)
            return
        }
        guard number.map(added.contains) ?? (field.reference == nil) else {
            // Another object of the signed revision was made a field.
            if number.map({ modified[$0] != nil }) ?? false || !isGroup { report("signature-field", number, subject: field.name) }
            return
        }
        let isTimestamp = try isTimestamp(field.dictionary)
        guard permissions.allowsForms || isTimestamp || field.dictionary["V"] == nil && !field.isWidget else {
            report("signature-field", number, subject: field.name)
            return
        }
        let isNamesake = field.dictionary["T"] != nil && signed.fields.all.contains { $0.name == field.name && $0.dictionary["T"] != nil }
        if isNamesake || !field.dictionary.entries.allSatisfy({ Self.signatureFieldKeys.contains($0.key) }) {
            report("signature-field", number, subject: field.name)
        }
        if try covers(field.dictionary, number) { report("signature-field-over-content", number, subject: field.name) }
    }

    /// Whether an appearance that was replaced was used by fields alone: elsewhere it would be missed.
    func isFormsOwn(_ appearance: PDFValue?) -> Bool {
        let references = appearance?.reference.map { [$0] } ?? appearance?.dictionary?.entries.compactMap(\.value.reference) ?? []
        return references.allSatisfy { reference in
            (graph.incoming[reference.number] ?? []).allSatisfy { $0.first == "AP" && final.fields.byNumber[$0.from] != nil }
        }
    }

    /// Appearances of fields that may change, and what was changed in place below them.
    mutating func claimAppearances() {
        for number in fillable {
            guard let appearance = final.fields.byNumber[number]?.dictionary["AP"] else { continue }
            claimReachable(from: appearance, as: .appearance)
            // The dictionary may be an object that was kept while what it names was replaced.
            if let kept = appearance.reference, modified[kept.number] == nil {
                claimReachable(from: (try? file.object(kept, in: final.revision))?.value, as: .appearance)
            }
        }
    }
}
