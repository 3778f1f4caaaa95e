/// The code of an agency or of one of its units, level 1 first: `G12.18`. Decision 20/2020/QĐ-TTg art. 4 and 6.
package struct AgencyCode: Sendable, Hashable {
    package let text: String

    /// Accepts the reversed form of QCVN 102:2016 as well: `000.00.18.G12` is `G12.18`.
    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        guard 3...35 ~= bytes.count, bytes.allSatisfy({ Self.isDigit($0) || Self.isLetter($0) || $0 == UInt8(ascii: ".") }) else {
            return nil
        }
        let segments = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(Array.init)
        guard let code = Self.outside(segments) ?? Self.levelOneFirst(segments) ?? Self.reversed(segments) else { return nil }
        self.text = code.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
    }

    /// The ministry or province that the unit belongs to: `G12` of `G12.18`.
    package var root: String { String(text.prefix { $0 != "." }) }

    /// `Z01` to `Z99` and up to 32 characters without a separator.
    private static func outside(_ segments: [[UInt8]]) -> [[UInt8]]? {
        guard segments.count == 1, let code = segments.first, code.count >= 3, code[0] == UInt8(ascii: "Z") else { return nil }
        let number = code[1...2]
        return number.allSatisfy(isDigit) && !number.elementsEqual("00".utf8) ? segments : nil
    }

    private static func levelOneFirst(_ segments: [[UInt8]]) -> [[UInt8]]? {
        guard let first = segments.first, isLevelOne(first), segments.allSatisfy({ !$0.isEmpty }) else { return nil }
        return segments
    }

    private static func reversed(_ segments: [[UInt8]]) -> [[UInt8]]? {
        guard segments.map(\.count) == [3, 2, 2, 3], isLevelOne(segments[3]), segments[0...2].joined().allSatisfy(isDigit) else {
            return nil
        }
        return Array(segments.drop { $0.allSatisfy { $0 == UInt8(ascii: "0") } }.reversed())
    }

    private static func isLevelOne(_ segment: [UInt8]) -> Bool {
        segment.count == 3 && UInt8(ascii: "A")...UInt8(ascii: "Y") ~= segment[0] && segment[1...].allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
    private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte }
}
