import SignatureValidation
import Testing

/// Ranges that leave out what a reader sees. ISO 32000-2 §12.8.1; the anomalies of pyHanko's collection.
struct ByteRangeAbuseTests {
    private func forging(_ numbers: (_ gap: Int, _ end: Int, _ count: Int) -> [Int]) throws -> SignedPDF {
        var file = try SignedPDF.signed()
        let bytes = file.bytes
        let gap = try #require(SignedPDF.position(of: "/Contents <", in: bytes, from: 0)) + 10
        let end = gap + SignedPDF.room + 2
        let old = [gap, end, bytes.count - end].map(SignedPDF.padded).joined(separator: " ")
        let text = numbers(gap, end, bytes.count).map(String.init).joined(separator: " ")
        try file.replace("[0 " + old, by: "[" + text + String(repeating: " ", count: max(0, 2 + old.utf8.count - text.utf8.count)))
        return file
    }

    @Test func `odd ranges are partial, and no format that is known`() throws {
        let ranges: [(Int, Int, Int) -> [Int]] = [
            { gap, _, _ in [0, gap] }, { gap, end, count in [0, gap - 10, end, count - end] },
            { gap, end, count in [0, gap, end + 4, count - end - 4] }, { gap, end, count in [0, gap, end, count - end - 8] },
            { gap, end, count in [1, gap - 1, end, count - end] }, { _, _, _ in [0, 10, 20, 30] },
            { gap, end, count in [0, gap, end, 4, end + 8, count - end - 8] },
        ]
        for range in ranges {
            let signature = try forging(range).signature()
            #expect(signature.formatFailure != nil)
            #expect(signature.document >= .partial)
        }
    }

    @Test func `overlapping and backward ranges, and such beyond the file`() throws {
        let ranges: [(Int, Int, Int) -> [Int]] = [
            { gap, end, count in [0, end + 10, end, count - end] }, { gap, end, count in [end, 10, 0, gap] },
            { gap, end, count in [0, gap, end, count] },
        ]
        for range in ranges {
            let signature = try forging(range).signature()
            #expect(signature.formatFailure != nil)
            #expect(signature.cryptography != .valid)
        }
    }
}
