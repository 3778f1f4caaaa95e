// The standard library's own Unicode tables, which it uses for `String ==`; Foundation reaches them in the same way.
// They are not public yet. This file is the only place that knows, and its tests hold their behaviour.
@_spi(_Unicode) import Swift

extension String {
    /// Canonical composition (NFC): every spelling of one text becomes the same bytes. UAX #15.
    package var canonicallyComposed: String {
        var text = ""
        text.unicodeScalars.append(contentsOf: _nfc)
        return text
    }

    /// Canonical decomposition (NFD): letters and their marks apart. UAX #15.
    package var canonicallyDecomposed: [Unicode.Scalar] { Array(_nfd) }
}
