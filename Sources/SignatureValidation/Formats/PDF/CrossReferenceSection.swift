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
    /// The streams that complete its tables.
    var hybrids: [Hybrid] = []

    /// A stream for readers who know streams, beside a table for those who do not. ISO 32000-2 §7.5.8.4.
    struct Hybrid: Sendable {
        let start: Int
        /// The first byte after it.
        let end: Int
        /// Whether it says otherwise than the table of something that both say to be in use.
        let contradictsTable: Bool
    }

    var previous: PDFValue? { trailer["Prev"] }
}
