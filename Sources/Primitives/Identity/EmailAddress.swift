/// One e-mail address: a dot-atom at a domain name, in ASCII. RFC 5321 §4.1.2, without its quoted and literal forms.
///
/// Narrower than the standard on purpose: what is refused here (quotes, commas, comments, control characters, other
/// scripts) is what turns one recipient into two, or one person into another.
package struct EmailAddress: Sendable, Hashable {
    /// As given, but for the domain in lower case.
    package let address: String
    /// Equal for two spellings of one mailbox: lower case throughout.
    package var key: String { address.lowercased() }

    package init?(parsing text: String) {
        guard text.utf8.count <= 254 else { return nil }
        let parts = Array(text.utf8).split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isLocalPart(parts[0]), Self.isDomain(parts[1]) else { return nil }
        address = String(decoding: parts[0], as: UTF8.self) + "@" + String(decoding: parts[1], as: UTF8.self).lowercased()
    }

    private static func isLocalPart(_ bytes: ArraySlice<UInt8>) -> Bool {
        1...64 ~= bytes.count
            && bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
                !$0.isEmpty && $0.allSatisfy(isAtomText)
            }
    }

    private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy(isLabel) && labels.last?.allSatisfy(isDigit) == false
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return 1...63 ~= label.count && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == hyphen }
    }

    private static let atomSymbols = Set("!#$%&'*+-/=?^_`{|}~".utf8)

    private static func isAtomText(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || atomSymbols.contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
    private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 }
}
