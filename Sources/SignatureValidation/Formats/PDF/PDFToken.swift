/// What the lexer distinguishes. ISO 32000-2 §7.2.
enum PDFToken: Equatable {
    case integer(Int)
    case real(Double)
    case name(String)
    case string([UInt8])
    case arrayOpen, arrayClose
    case dictionaryOpen, dictionaryClose
    /// `obj`, `R`, `true`, an operator of a content stream …
    case keyword(String)
    case end
}
