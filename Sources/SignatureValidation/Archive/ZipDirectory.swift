/// The table at the end of an archive. APPNOTE.TXT §4.3.12, §4.3.16.
struct ZipDirectory {
    private(set) var entries: [ZipEntry] = []
    /// Where it begins: where the entries must have ended.
    let start: Int
    let comment: ArraySlice<UInt8>

    init(_ bytes: [UInt8], limits: Limits) throws(DocumentRejection) {
        let end = try EndRecord.find(in: bytes)
        guard end.count <= limits.archiveEntries else { throw .limit("archiveEntries") }
        start = end.start
        comment = end.comment
        var reader = ZipReader(bytes[..<end.position], at: end.start)
        for _ in 0..<end.count {
            guard let entry = try Self.entry(&reader) else { throw .malformed("directory of the archive") }
            entries.append(entry)
        }
        guard reader.position == end.position else { throw .malformed("directory of the archive") }
    }

    /// Nil for a header that is cut off or none.
    private static func entry(_ reader: inout ZipReader) throws(DocumentRejection) -> ZipEntry? {
        guard reader.take(4)?.elementsEqual([0x50, 0x4B, 0x01, 0x02]) == true, let madeBy = reader.number16(), reader.take(2) != nil,
            let flags = reader.number16(), let method = reader.number16(), reader.take(4) != nil, let checksum = reader.number32(),
            let compressedCount = reader.number32(), let count = reader.number32(), let nameCount = reader.number16(),
            let extraCount = reader.number16(), let commentCount = reader.number16(), reader.number16() == 0, reader.take(2) != nil,
            let attributes = reader.number32(), let offset = reader.number32(), let name = reader.take(Int(nameCount)),
            let extra = reader.take(Int(extraCount)), reader.take(Int(commentCount)) != nil,
            let sizes = ZipSizes.resolve([count, compressedCount, offset], extra: extra)
        else { return nil }
        guard flags & 0x2041 == 0 else { throw .unsupported("an encrypted archive") }
        guard let method = ZipEntry.Method(rawValue: method) else { throw .unsupported("a compression of the archive other than deflate") }
        guard let text = ZipName.name(name, isUTF8: flags & 0x800 != 0) else { throw .malformed("a name in the archive") }
        // Made on Unix, and a symbolic link. APPNOTE.TXT §4.4.2.2.
        guard !(madeBy >> 8 == 3 && attributes >> 28 == 0xA) else { throw .malformed("a link in the archive") }
        let entry = ZipEntry(
            name: text, method: method, compressedCount: sizes[1], count: sizes[0], checksum: checksum, offset: sizes[2])
        guard !entry.isFolder || entry.count == 0 else { throw .malformed("a folder with content in the archive") }
        guard method != .stored || entry.count == entry.compressedCount else { throw .malformed("sizes in the archive") }
        return entry
    }
}

/// The end of the directory. APPNOTE.TXT §4.3.16.
private struct EndRecord {
    let position: Int
    let start: Int
    let count: Int
    let comment: ArraySlice<UInt8>

    private static let byteCount = 22

    /// The one record whose comment ends the file and whose directory ends where it begins; two of them would be two archives in one.
    static func find(in bytes: [UInt8]) throws(DocumentRejection) -> Self {
        var found: Self?
        let earliest = max(0, bytes.count - byteCount - Int(UInt16.max))
        for position in stride(from: bytes.count - byteCount, through: earliest, by: -1) where bytes[position] == 0x50 {
            guard let record = try Self(bytes, at: position) else { continue }
            guard found == nil else { throw .malformed("two directories in the archive") }
            found = record
        }
        guard let found else { throw .malformed("an archive without a directory") }
        return found
    }

    private init?(_ bytes: [UInt8], at position: Int) throws(DocumentRejection) {
        var reader = ZipReader(bytes[...], at: position)
        guard reader.take(4)?.elementsEqual([0x50, 0x4B, 0x05, 0x06]) == true, let disk = reader.number16(),
            let directoryDisk = reader.number16(), let countHere = reader.number16(), let count = reader.number16(),
            let size = reader.number32(), let start = reader.number32(), let commentCount = reader.number16()
        else { return nil }
        guard position + Self.byteCount + Int(commentCount) == bytes.count else { return nil }
        guard start != .max, count != .max else { throw .unsupported("ZIP64") }
        guard disk == 0, directoryDisk == 0, countHere == count, Int(start) + Int(size) == position else { return nil }
        guard count == 0 || bytes[Int(start)...].starts(with: [0x50, 0x4B, 0x01, 0x02]) else { return nil }
        self.position = position
        self.start = Int(start)
        self.count = Int(count)
        comment = bytes[(position + Self.byteCount)...]
    }
}
