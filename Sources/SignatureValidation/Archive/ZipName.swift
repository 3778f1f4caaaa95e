/// Which names files of a signed archive may have: such as mean one place and no other, whatever unpacks them.
enum ZipName {
    /// Nil for bytes that are no name here.
    /// - Parameter isUTF8: what the entry says of itself; names that are valid as UTF-8 are taken for it in any case.
    static func name(_ bytes: ArraySlice<UInt8>, isUTF8: Bool) -> String? {
        guard !bytes.isEmpty, bytes.count <= 1024, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else {
            return nil
        }
        let text: String
        if let valid = String(validating: bytes, as: UTF8.self) {
            text = valid
        } else {
            guard !isUTF8 else { return nil }
            text = String(String.UnicodeScalarView(bytes.map(codePage437)))
        }
        return isRelative(text) ? text : nil
    }

    private static func isRelative(_ name: String) -> Bool {
        var components = name.split(separator: "/", omittingEmptySubsequences: false)
        if components.last == "" { components.removeLast() }
        guard !components.isEmpty, components.allSatisfy({ $0 != "" && $0 != "." && $0 != ".." }) else { return false }
        // A drive letter makes a name absolute on some systems.
        return !(components[0].utf8.count == 2 && components[0].hasSuffix(":"))
    }

    /// The characters of names that are not UTF-8. APPNOTE.TXT, appendix D.
    private static func codePage437(_ byte: UInt8) -> Unicode.Scalar {
        byte < 0x80 ? Unicode.Scalar(byte) : upperHalf[Int(byte) - 0x80]
    }

    private static let upperHalf = Array(
        ("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
            + "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}").unicodeScalars)
}
