/// How wide the glyphs of a font are, as far as its dictionary says. ISO 32000-2 §9.2.4.
struct PDFFontMetrics {
    private var first = 0
    private var widths: [Double] = []
    private var isComposite = false
    /// Of a glyph of a text face, where nothing is said.
    private static let usual = 0.55

    init(_ font: PDFDictionary?, _ file: PDFFile, in revision: Int) throws(DocumentRejection) {
        guard let font else { return }
        isComposite = font["Subtype"]?.name == "Type0"
        first = font["FirstChar"]?.integer ?? 0
        // Glyphs of Type 3 have a space of their own.
        guard font["Subtype"]?.name != "Type3" else { return }
        widths = try file.array(font["Widths"], in: revision)?.map { $0.number ?? 0 } ?? []
    }

    /// In units of the font's size, with the number of glyphs.
    func width(of text: [UInt8]) -> (width: Double, count: Int) {
        if isComposite { return (Double(text.count / 2) * Self.usual, text.count / 2) }
        let total = text.reduce(0.0) { sum, code in
            let index = Int(code) - first
            return sum + (widths.indices.contains(index) ? widths[index] / 1000 : Self.usual)
        }
        return (total, text.count)
    }
}
