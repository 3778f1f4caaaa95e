/// Takes the filters off a stream, within a budget for the whole file. ISO 32000-2 §7.4.
struct PDFStreamDecoder {
    private(set) var remaining: Int
    private let ratio: Int
    /// Below this, a high ratio harms nobody: a table of free entries is nearly nothing but zeros.
    private static let harmless = 1 << 20
    private static let least = 4 << 20

    /// - Parameter bytes: How large the file is: a small one has no use for the whole budget.
    init(limits: Limits, bytes: Int) {
        remaining = min(limits.inflatedBytes, Self.least + 16 * min(bytes, limits.documentBytes))
        ratio = limits.inflationRatio
    }

    /// - Throws: `unsupported` for a filter other than Flate.
    mutating func decode(_ encoded: ArraySlice<UInt8>, dictionary: PDFDictionary) throws(DocumentRejection) -> [UInt8] {
        var filters: [PDFValue] = []
        if let filter = dictionary["Filter"] { filters = filter.array ?? [filter] }
        var parameters: [PDFValue] = []
        if let parameter = dictionary["DecodeParms"] { parameters = parameter.array ?? [parameter] }
        guard filters.count <= 1 else { throw .unsupported("several PDF filters") }
        guard let filter = filters.first else { return try charge(Array(encoded)) }
        guard filter.name == "FlateDecode" || filter.name == "Fl" else { throw .unsupported("PDF filter") }
        let inflated = try inflate(encoded)
        guard let parameters = parameters.first?.dictionary, let predictor = PDFPredictor(parameters) else { return inflated }
        guard let plain = predictor.restore(inflated) else { throw .malformed("PDF predictor") }
        return plain
    }

    private mutating func inflate(_ encoded: ArraySlice<UInt8>) throws(DocumentRejection) -> [UInt8] {
        guard let stream = InflateStream() else { throw .malformed("PDF compressed stream") }
        let most = min(remaining, max(Self.harmless, encoded.count.multipliedReportingOverflow(by: ratio).partialValue))
        return try charge(try stream.inflate(encoded, most: most).get())
    }

    private mutating func charge(_ bytes: [UInt8]) throws(DocumentRejection) -> [UInt8] {
        guard bytes.count <= remaining else { throw .limit("inflatedBytes") }
        remaining -= bytes.count
        return bytes
    }
}
