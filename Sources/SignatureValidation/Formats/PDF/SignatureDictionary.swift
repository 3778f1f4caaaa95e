/// A signature dictionary, read in one revision. ISO 32000-2 §12.8.1, table 255.
struct SignatureDictionary {
    let dictionary: PDFDictionary
    /// Where the strings named `Contents` stand in its object.
    let contentsTokens: [Range<Int>]

    /// The value of a field: an object, or a dictionary in the field's own object.
    init?(valueOf field: FormField, _ file: PDFFile, in revision: Int) throws(DocumentRejection) {
        guard let value = field.dictionary["V"], let place = value.reference ?? field.reference else { return nil }
        try self.init(at: place, isField: value.reference == nil, file, in: revision)
    }

    init?(at place: PDFReference, isField: Bool, _ file: PDFFile, in revision: Int) throws(DocumentRejection) {
        let object = try file.object(place, in: revision)
        let value = isField ? object.dictionary?["V"] : object.value
        guard let dictionary = value?.dictionary else { return nil }
        self.dictionary = dictionary
        contentsTokens = object.contents
    }

    var subFilter: String? { dictionary["SubFilter"]?.name }
    /// Direct, as the standard wants it: what stands elsewhere could be replaced.
    var contents: [UInt8]? { dictionary["Contents"]?.string }
    var byteRange: [Int]? {
        guard let array = dictionary["ByteRange"]?.array else { return nil }
        let numbers = array.compactMap(\.integer)
        return numbers.count == array.count ? numbers : nil
    }
    /// A timestamp of the document. ISO 32000-2 §12.8.5.
    var isTimestamp: Bool { subFilter == "ETSI.RFC3161" || dictionary["Type"]?.name == "DocTimeStamp" }

    /// When the signer says that they signed. ISO 32000-2 §7.9.4.
    var claimedTime: ClaimedTime? { dictionary["M"]?.string.flatMap(PDFDate.init)?.claimed }
}
