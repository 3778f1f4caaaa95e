/// Whether something new lies over something that was signed. ISO 32000-2 §12.5.2.
extension RevisionComparison {
    /// - Parameter number: The object of the annotation, by which its page is found.
    func covers(_ annotation: PDFDictionary, _ number: Int?) throws(DocumentRejection) -> Bool {
        guard annotation.isVisibleAnnotation, let box = PDFRectangle(annotation["Rect"]), let page = page(of: annotation, number) else {
            return false
        }
        let dictionary = try file.object(page, in: signed.revision).dictionary
        for other in try file.array(dictionary?["Annots"], in: signed.revision) ?? [] where other.reference?.number != number {
            // The seal of an authority lies over a third of the signature beside it. NĐ 30/2020/NĐ-CP, appendix I.
            if other.reference.flatMap({ signed.fields.byNumber[$0.number] })?.isSignature ?? false { continue }
            guard let other = try file.dictionary(other, in: signed.revision), other.isVisibleAnnotation,
                let area = PDFRectangle(other["Rect"])
            else {
                continue
            }
            // Links and pop-up windows are areas, not content.
            if !["Link", "Popup"].contains(other["Subtype"]?.name), box.overlaps(area) { return true }
        }
        return try coversContent(box, page)
    }

    private func page(of annotation: PDFDictionary, _ number: Int?) -> PDFReference? {
        if let page = annotation["P"]?.reference, pages.numbers[page.number] != nil { return page }
        guard let number, let shown = pagesShowing(number).first else { return nil }
        return pages.references[shown - 1]
    }

    /// What cannot be read could be anywhere.
    private func coversContent(_ box: PDFRectangle, _ page: PDFReference) throws(DocumentRejection) -> Bool {
        do throws(DocumentRejection) {
            let content = try contents.content(of: page, in: signed.revision)
            return content.texts.contains { box.overlaps($0) } || content.images.contains { box.overlaps($0) && !content.isBackground($0) }
        } catch { return true }
    }
}
