@testable internal import SignatureValidation

/// A PDF in which a signature holds has, byte for byte, a revision that somebody signed.
struct PDFTarget: FuzzTarget {
    private let genuine: Genuine
    private let revisions: Set<Revision>

    /// What one `ByteRange` covers.
    private struct Revision: Hashable {
        let gap: Range<Int>
        let end: Int
        let fingerprint: [UInt8]

        init?(gap: Range<Int>, end: Int, in file: [UInt8]) {
            guard end <= file.count, gap.upperBound <= end else { return nil }
            (self.gap, self.end) = (gap, end)
            fingerprint = Fuzzing.fingerprint(file[..<gap.lowerBound] + file[gap.upperBound..<end])
        }
    }

    init(genuine: Genuine) {
        self.genuine = genuine
        revisions = Set(genuine.files.flatMap(Self.revisions))
    }

    func run(_ input: [UInt8]) -> Bool {
        guard input.starts(with: "%PDF-".utf8) else { return false }
        let report = genuine.report(on: input)
        let believed = report.signatures.filter(\.isBelieved)
        guard !believed.isEmpty else { return true }
        let signed = revisions.filter { Revision(gap: $0.gap, end: $0.end, in: input) == $0 }
        for signature in believed {
            demand(signed.contains { signature.scope.contains("\($0.end - $0.gap.count) bytes") }, "who is believed signed these bytes")
        }
        let ends = signed.map(\.end)
        for signature in believed where signature.document == .unchanged {
            let tails = ends.map { input[$0...] }
            demand(tails.contains { $0.allSatisfy(PDFCharacter.isWhiteSpace) }, "an unchanged file ends with what was signed")
        }
        return true
    }

    /// Found without any of the parsers: the four numbers behind each name.
    private static func revisions(in file: [UInt8]) -> [Revision] {
        let name = Array("/ByteRange".utf8)
        return file.indices.compactMap { start in
            guard file[start] == name[0], file[start...].starts(with: name) else { return nil }
            let text = file[(start + name.count)...].prefix(100).drop { $0 != UInt8(ascii: "[") }.dropFirst()
            let numbers = text.prefix { $0 != UInt8(ascii: "]") }.split(separator: UInt8(ascii: " ")).compactMap {
                Int(String(decoding: $0, as: UTF8.self).trimmed)
            }
            guard numbers.count == 4, numbers[1] >= 0, numbers[1] <= numbers[2] else { return nil }
            return Revision(gap: numbers[1]..<numbers[2], end: numbers[2] + numbers[3], in: file)
        }
    }
}

extension String {
    fileprivate var trimmed: Substring { drop { $0.isWhitespace } }
}
