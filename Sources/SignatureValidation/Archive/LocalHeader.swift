/// The header before the bytes of an entry, which must say what the directory says. APPNOTE.TXT §4.3.7.
enum LocalHeader {
    static let signature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
    private static let descriptorSignature: [UInt8] = [0x50, 0x4B, 0x07, 0x08]

    /// Finds the bytes of an entry, and where the next begins.
    static func locate(_ entry: inout ZipEntry, in bytes: [UInt8], before limit: Int) throws(DocumentRejection) -> Int {
        var reader = ZipReader(bytes[..<limit], at: entry.offset)
        guard reader.take(4)?.elementsEqual(signature) == true, reader.take(2) != nil, let flags = reader.number16(),
            let method = reader.number16(), reader.take(4) != nil, let checksum = reader.number32(),
            let compressedCount = reader.number32(),
            let count = reader.number32(), let nameCount = reader.number16(), let extraCount = reader.number16(),
            let name = reader.take(Int(nameCount)), let extra = reader.take(Int(extraCount)),
            let sizes = ZipSizes.resolve([count, compressedCount], extra: extra)
        else { throw .malformed("a local header of the archive") }
        let numbers = [Int(checksum), sizes[1], sizes[0]]
        let announced = [Int(entry.checksum), entry.compressedCount, entry.count]
        let isDescribedBehind = flags & 0x08 != 0
        guard ZipName.name(name, isUTF8: flags & 0x800 != 0) == entry.name, method == entry.method.rawValue, flags & 0x2041 == 0,
            numbers == announced || (isDescribedBehind && zip(numbers, announced).allSatisfy { $0 == 0 || $0 == $1 })
        else { throw .malformed("local header and directory of the archive differ") }
        let start = reader.position
        guard reader.take(entry.compressedCount) != nil else { throw .malformed("an entry of the archive is cut off") }
        entry.data = start..<reader.position
        entry.hasLocalExtraField = extraCount > 0
        if isDescribedBehind { try skipDescriptor(&reader, announced) }
        return reader.position
    }

    /// The data descriptor, with its signature or without, with sizes of 32 bits or 64. APPNOTE.TXT §4.3.9.
    private static func skipDescriptor(_ reader: inout ZipReader, _ announced: [Int]) throws(DocumentRejection) {
        for (isSigned, isLong) in [(true, false), (false, false), (true, true), (false, true)] {
            var attempt = reader
            if isSigned, attempt.take(4)?.elementsEqual(descriptorSignature) != true { continue }
            guard numbers(&attempt, isLong: isLong) == announced else { continue }
            reader = attempt
            return
        }
        throw .malformed("a descriptor of the archive differs from the directory")
    }

    private static func numbers(_ reader: inout ZipReader, isLong: Bool) -> [Int]? {
        guard let checksum = reader.number32() else { return nil }
        var numbers = [Int(checksum)]
        for _ in 0..<2 {
            guard let low = reader.number32(), !isLong || reader.number32() == 0 else { return nil }
            numbers.append(Int(low))
        }
        return numbers
    }
}
