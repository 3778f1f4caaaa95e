package import Primitives

/// One value of ASN.1 as it stands in the bytes, which it shares with them. X.690 §8.1.
package struct DERValue: Sendable {
    package let tag: DERTag
    /// Tag, length and contents, and the end marker of an indefinite length.
    package let encoding: ArraySlice<UInt8>
    package let contents: ArraySlice<UInt8>
    package let hasIndefiniteLength: Bool
    let rules: DERReader.Rules
    let depth: Int

    /// The values inside a constructed one.
    package func reader() throws(DERError) -> DERReader {
        guard tag.isConstructed else { throw .malformed }
        guard depth > 0 else { throw .tooDeep }
        return DERReader(contents, rules: rules, depth: depth - 1)
    }

    /// Every value inside a constructed one.
    package func elements(atMost limit: Int = 100_000) throws(DERError) -> [DERValue] {
        var reader = try reader()
        var values: [DERValue] = []
        while !reader.isAtEnd {
            guard values.count < limit else { throw .tooMany }
            values.append(try reader.next())
        }
        return values
    }

    package func objectIdentifier() throws(DERError) -> OID {
        guard tag == .objectIdentifier, let identifier = OID(contents: contents) else { throw .malformed }
        return identifier
    }

    /// The contents of an INTEGER or ENUMERATED: two's complement, the most significant byte first.
    package func integer() throws(DERError) -> ArraySlice<UInt8> {
        guard tag == .integer || tag == .enumerated, !contents.isEmpty else { throw .malformed }
        return contents
    }

    /// An INTEGER that is not negative and fits.
    package func smallInteger() throws(DERError) -> Int {
        let bytes = try integer()
        guard bytes.count <= 7, bytes.first.map({ $0 < 0x80 }) == true else { throw .malformed }
        return bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    package func boolean() throws(DERError) -> Bool {
        guard tag == .boolean, contents.count == 1 else { throw .malformed }
        return contents.first != 0
    }

    /// The bytes of a BIT STRING that has whole bytes only.
    package func bitString() throws(DERError) -> ArraySlice<UInt8> {
        guard tag == .bitString, contents.first == 0 else { throw .malformed }
        return contents.dropFirst()
    }

    /// The bits of a named list, the first in the highest bit of the first byte. X.690 §11.2.
    package func namedBits() throws(DERError) -> [Bool] {
        guard tag == .bitString, let unused = contents.first, unused < 8, contents.count > 1 || unused == 0 else { throw .malformed }
        let bits = contents.dropFirst().flatMap { byte in (0..<8).map { byte & (0x80 >> $0) != 0 } }
        return Array(bits.dropLast(Int(unused)))
    }

    /// UTCTime or GeneralizedTime.
    package func time() throws(DERError) -> Instant {
        let time: Instant? =
            switch tag {
            case .utcTime: Instant(utcTime: contents)
            case .generalizedTime: Instant(generalizedTime: contents)
            default: nil
            }
        guard let time else { throw .malformed }
        return time
    }

    /// The bytes of an OCTET STRING, in the parts in which BER may have cut it. X.690 §8.7.
    /// - Parameter implicit: the tag that stands in place of OCTET STRING's own, in its primitive form.
    package func octetStringParts(implicit: DERTag = .octetString) throws(DERError) -> [ArraySlice<UInt8>] {
        if tag == implicit { return [contents] }
        guard rules == .ber, tag == implicit.constructed else { throw .malformed }
        // The readers of the values that are open, the innermost last.
        var open = [try reader()]
        var parts: [ArraySlice<UInt8>] = []
        var count = 0
        while var reader = open.popLast() {
            guard !reader.isAtEnd else { continue }
            let value = try reader.next()
            open.append(reader)
            count += 1
            guard count <= DERReader.maximumParts else { throw .tooMany }
            if value.tag == .octetString {
                parts.append(value.contents)
            } else {
                guard value.tag == DERTag.octetString.constructed else { throw .malformed }
                open.append(try value.reader())
            }
        }
        return parts
    }

    package func octetString(implicit: DERTag = .octetString) throws(DERError) -> ArraySlice<UInt8> {
        let parts = try octetStringParts(implicit: implicit)
        return parts.count == 1 ? parts[0] : ArraySlice(parts.joined())
    }
}
