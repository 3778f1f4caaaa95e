/// An operator of a content stream with its operands. ISO 32000-2 §7.8.2.
struct PDFContentOperation {
    let name: String
    let operands: [PDFValue]
    var numbers: [Double] { operands.compactMap(\.number) }
}
