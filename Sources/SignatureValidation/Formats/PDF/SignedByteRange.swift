/// Which bytes a signature covers: all of a revision but its own `Contents`. ISO 32000-2 §12.8.1; ETSI EN 319 142-1 §5.3 and 6.2.1.
struct SignedByteRange {
    /// What is digested; empty when that makes no sense.
    var ranges: [Range<Int>] = []
    /// The revision whose end is the end of the range.
    var revision: Int?
    /// Why it does not cover a revision in the one way there is.
    var failure: String?
    var count: Int { ranges.reduce(0) { $0 + $1.count } }

    init(_ numbers: [Int]?, _ file: PDFFile) {
        guard let numbers, !numbers.isEmpty, numbers.count.isMultiple(of: 2) else {
            failure = "ByteRange is no array of pairs"
            return
        }
        var end = 0
        for pair in stride(from: 0, to: numbers.count, by: 2) {
            let (sum, overflowed) = numbers[pair].addingReportingOverflow(numbers[pair + 1])
            guard numbers[pair] >= end, numbers[pair + 1] >= 0, !overflowed, sum <= file.bytes.count else {
                ranges = []
                failure = "ByteRange is out of order or beyond the file"
                return
            }
            ranges.append(numbers[pair]..<sum)
            end = sum
        }
        guard numbers.count == 4, numbers[0] == 0 else {
            failure = "ByteRange is not two pairs from the first byte"
            return
        }
        revision = file.revisions.firstIndex { $0.ends(at: end) }
        if revision == nil { failure = "ByteRange does not end with a revision" }
    }

    mutating func fail(_ reason: String) { failure = failure ?? reason }

    /// The gap must be the hexadecimal string of this very dictionary, with its delimiters and nothing else.
    mutating func check(_ signature: SignatureDictionary, _ file: PDFFile) {
        guard failure == nil else { return }
        let gap = ranges[0].upperBound..<ranges[1].lowerBound
        guard signature.contentsTokens.contains(gap), isHexadecimal(gap, file.bytes), let contents = signature.contents,
            gap.count == 2 * contents.count + 2
        else {
            failure = "the gap of ByteRange is not Contents"
            return
        }
    }

    private func isHexadecimal(_ gap: Range<Int>, _ bytes: [UInt8]) -> Bool {
        guard gap.count >= 4, bytes[gap.lowerBound] == UInt8(ascii: "<"), bytes[gap.upperBound - 1] == UInt8(ascii: ">") else {
            return false
        }
        return bytes[gap.lowerBound + 1..<gap.upperBound - 1].allSatisfy { PDFCharacter.hexDigit($0) != nil }
    }
}
