/// The entries of a list, walked by position: authorities publish hundreds of thousands of them, and one is asked for. RFC 5280 §5.1.2.6.
struct RevocationEntries: Sendable {
    /// The bytes of the list, and where in them the entries are.
    let bytes: [UInt8]
    let range: Range<Int>

    /// Visits each entry: where it is, where its serial number is, and whether something critical may be in its extensions.
    ///
    /// Stops when the visitor answers false. False when an entry is malformed.
    @inline(__always)
    func forEach(_ visit: (_ entry: Range<Int>, _ serial: Range<Int>, _ mayBeCritical: Bool) -> Bool) -> Bool {
        var position = range.lowerBound
        while position < range.upperBound {
            guard let entry = contents(at: position, tag: 0x30, before: range.upperBound),
                let serial = contents(at: entry.lowerBound, tag: 0x02, before: entry.upperBound)
            else { return false }
            guard visit(position..<entry.upperBound, serial, hasCritical(serial.upperBound..<entry.upperBound)) else { return true }
            position = entry.upperBound
        }
        return true
    }

    /// `BOOLEAN TRUE` somewhere after the serial number; whatever else looks like it is sorted out by reading the entry.
    private func hasCritical(_ range: Range<Int>) -> Bool {
        guard range.count > 20 else { return false }
        var position = range.lowerBound
        while position + 2 < range.upperBound {
            if bytes[position] == 0x01, bytes[position + 1] == 0x01, bytes[position + 2] != 0 { return true }
            position += 1
        }
        return false
    }

    private func contents(at position: Int, tag: UInt8, before end: Int) -> Range<Int>? {
        guard position + 2 <= end, bytes[position] == tag else { return nil }
        var start = position + 2
        var length = Int(bytes[position + 1])
        if length >= 0x80 {
            let octets = length & 0x7F
            guard (1...4).contains(octets), start + octets <= end else { return nil }
            length = 0
            for _ in 0..<octets {
                length = length << 8 | Int(bytes[start])
                start += 1
            }
        }
        guard length <= end - start else { return nil }
        return start..<(start + length)
    }

    func entry(at range: Range<Int>) throws(DERError) -> RevocationEntry { try RevocationEntry(DERReader.whole(bytes[range])) }
}
