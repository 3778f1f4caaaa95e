/// An `htu` without query and fragment, in the one form that equal addresses share. RFC 9449 §4.3, RFC 3986 §6.2.2 and §6.2.3.
struct TargetURI: Equatable {
    private let bytes: [UInt8]

    /// Nil when the text is no absolute http or https address.
    init?(normalizing text: String) {
        guard (1...2048).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let whole = text.prefix { $0 != "?" && $0 != "#" }
        guard let scheme = ["https", "http"].first(where: { whole.lowercased().hasPrefix($0 + "://") }) else { return nil }
        let rest = whole.dropFirst(scheme.count + 3)
        let authority = rest.prefix { $0 != "/" }
        guard !authority.isEmpty, !authority.contains("@"), let path = Self.normalized(rest.dropFirst(authority.count)) else { return nil }
        bytes = Array("\(scheme)://\(Self.withoutDefaultPort(authority.lowercased(), scheme))".utf8) + (path.isEmpty ? [0x2F] : path)
    }

    private static func withoutDefaultPort(_ authority: String, _ scheme: String) -> String {
        let ending = scheme == "https" ? ":443" : ":80"
        if authority.hasSuffix(ending) { return String(authority.dropLast(ending.count)) }
        return authority.hasSuffix(":") ? String(authority.dropLast()) : authority
    }

    /// Unreserved characters that were encoded needlessly are decoded, and the other escapes written in upper case. Dot segments are
    /// left as they are: no address here has any.
    private static func normalized(_ path: Substring) -> [UInt8]? {
        var output: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                output.append(byte)
                continue
            }
            guard let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.prefix(2).count == 2 else {
                return nil
            }
            output += isUnreserved(code) ? [code] : [byte] + rest.prefix(2).map(upperCase)
            rest = rest.dropFirst(2)
        }
        return output
    }

    private static func upperCase(_ byte: UInt8) -> UInt8 { (0x61...0x7A).contains(byte) ? byte & 0xDF : byte }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }
}
