/// An indirect object with its place in the file. ISO 32000-2 §7.3.10.
struct PDFObject: Sendable {
    let value: PDFValue
    /// The encoded bytes of a stream, without its keywords.
    var stream: Range<Int>?
    /// Where the strings stand that are named `Contents`, with their delimiters: a signature leaves exactly its own out.
    var contents: [Range<Int>] = []
    /// The first byte after `endobj`, or after the value where it is compressed.
    var end = 0

    static let null = PDFObject(value: .null)
    var dictionary: PDFDictionary? { value.dictionary }
}
