/// One cross-reference table or stream with its trailer and the three lines behind it. ISO 32000-2 §7.5.4 to §7.5.8.
struct CrossReferenceSection: Sendable {
    var entries: [Int: CrossReferenceEntry] = [:]
    var trailer = PDFDictionary()
    /// Its first byte.
    var start = 0
    /// What the line after `startxref` says.
    var startxref = 0
    /// The first byte after `%%EOF`.
    var end = 0

    var previous: PDFValue? { trailer["Prev"] }
}
