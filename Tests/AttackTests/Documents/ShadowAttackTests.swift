import SignatureValidation
import Testing

/// A file that was prepared before it was signed. Mainka et al., "Shadow Attacks", NDSS 2021.
struct ShadowAttackTests {
    @Test func `hide: what covered the text is taken away`() throws {
        let image = SignedPDF.stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", "x")
        let page = SignedPDF.page().replacingFirst("/Font <<", by: "/XObject << /Im 12 0 R >> /Font <<")
        var file = try SignedPDF.signed(replacing: [3: page, 12: image])
        file.update([12: "null"])
        let signature = try file.signature()
        #expect(signature.document == .changed)
        #expect(signature.changes == [DocumentChange(kind: "page-resources", pages: [1])])
    }

    @Test func `hide: an annotation is taken off the page`() throws {
        let note = "<< /Type /Annot /Subtype /FreeText /Rect [40 690 300 720] /Contents (cover) /P 3 0 R >>"
        var file = try SignedPDF.signed(replacing: [3: SignedPDF.page(annotations: "6 0 R 10 0 R 12 0 R"), 12: note])
        file.update([3: SignedPDF.page()])
        #expect(try file.signature().changes.map(\.kind) == ["annotation"])
    }

    @Test func `replace: the appearance of a field without its value`() throws {
        var file = try SignedPDF.signed()
        file.update([6: SignedPDF.amount("100", appearance: 20), 20: SignedPDF.stream("/Subtype /Form /BBox [0 0 150 20]", "(900) Tj")])
        #expect(try file.signature().changes.map(\.kind) == ["form-field"])
        var inPlace = try SignedPDF.signed()
        inPlace.update([8: SignedPDF.stream("/Type /XObject /Subtype /Form /BBox [0 0 150 20]", "BT /F1 12 Tf (900) Tj ET")])
        #expect(try inPlace.signature().document == .changed)
    }

    @Test func `replace: a font whose letters are others`() throws {
        var file = try SignedPDF.signed()
        file.update([7: "<< /Type /Font /Subtype /Type3 /BaseFont /Helvetica >>"])
        #expect(try file.signature().changes.map(\.kind) == ["page-resources"])
    }

    /// The second document lies in the first, reached by nothing until the catalog or the pages are changed.
    @Test(arguments: [
        [1: "<< /Type /Catalog /Pages 22 0 R /AcroForm 5 0 R >>"], [2: "<< /Type /Pages /Kids [23 0 R] /Count 1 >>"],
        [3: SignedPDF.page(contents: 24)],
    ])
    func `hide and replace: another catalog, other pages, other contents`(change: [Int: String]) throws {
        let hidden = [
            22: "<< /Type /Pages /Kids [23 0 R] /Count 1 >>",
            23: "<< /Type /Page /Parent 22 0 R /MediaBox [0 0 600 800] /Contents 24 0 R >>",
            24: SignedPDF.stream("", "BT 50 700 Td (I owe you 900) Tj ET"),
        ]
        var file = try SignedPDF.signed(replacing: hidden)
        file.update(change)
        #expect(try file.signature().document == .changed)
    }

    @Test func `hide and replace: pages that nothing refers to are remarked`() throws {
        let hidden = [23: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 24 0 R >>", 24: SignedPDF.stream("", "q Q")]
        let document = try SignedPDF.signed(replacing: hidden).document()
        #expect(document.signatures.first?.document == .unchanged)
        #expect(document.warnings.map(\.code) == ["pdf-unreferenced-pages"])
        #expect(try SignedPDF.signed().document().warnings.isEmpty)
    }

    @Test func `fields that lie upon each other, and images upon text, are remarked`() throws {
        var objects = [3: SignedPDF.page(annotations: "6 0 R 10 0 R 12 0 R"), 5: SignedPDF.form(fields: "6 0 R 10 0 R 12 0 R")]
        objects[12] = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (cover) /Rect [100 590 300 640] /P 3 0 R >>"
        #expect(try SignedPDF.signed(replacing: objects).document().warnings.map(\.code) == ["pdf-overlapping-fields"])
        let image = SignedPDF.stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", "x")
        let page = SignedPDF.page().replacingFirst("/Font <<", by: "/XObject << /Im 12 0 R >> /Font <<")
        let content = SignedPDF.stream("", "BT /F1 12 Tf 50 700 Td (I owe you 100) Tj ET q 200 0 0 40 40 690 cm /Im Do Q")
        let covered = try SignedPDF.signed(replacing: [3: page, 4: content, 12: image]).document()
        #expect(covered.warnings.map(\.code) == ["pdf-image-over-text"])
    }
}

extension String {
    func replacingFirst(_ text: String, by other: String) -> String {
        guard let range = firstRange(of: text) else { return self }
        return replacingCharacters(in: range, with: other)
    }

    private func replacingCharacters(in range: Range<String.Index>, with other: String) -> String {
        String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
