/// The state of a file after one of its updates. ISO 32000-2 §7.5.6.
struct PDFRevision: Sendable {
    /// What this update says of objects; older ones say the rest.
    var entries: [Int: CrossReferenceEntry]
    var trailer: PDFDictionary
    /// The first byte after `%%EOF`.
    let end: Int
    /// The first byte after the white space that follows; it belongs to nobody.
    let next: Int

    /// Whether a signature over everything up to there covers this revision and nothing more.
    func ends(at offset: Int) -> Bool { (end...next).contains(offset) }
}
