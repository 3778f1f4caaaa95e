/// A ZIP archive that says one thing to everybody. APPNOTE.TXT 6.3.
///
/// Programs differ in which of an archive's two tables they believe; what is accepted here has both alike, every byte accounted for, and
/// each name once.
package struct ZipArchive: Sendable {
    package let entries: [ZipEntry]
    package let comment: ArraySlice<UInt8>
    private let bytes: [UInt8]
    private let indexes: [String: Int]

    package init(_ bytes: [UInt8], limits: Limits) throws(DocumentRejection) {
        guard bytes.count <= limits.documentBytes else { throw .limit("documentBytes") }
        let directory = try ZipDirectory(bytes, limits: limits)
        self.bytes = bytes
        comment = directory.comment
        var entries = directory.entries
        var end = 0
        for index in entries.indices.sorted(by: { entries[$0].offset < entries[$1].offset }) {
            guard entries[index].offset == end else { throw .malformed("bytes between the entries of the archive") }
            end = try LocalHeader.locate(&entries[index], in: bytes, before: directory.start)
        }
        guard end == directory.start else { throw .malformed("bytes between the entries and the directory of the archive") }
        self.entries = entries
        indexes = try Self.indexes(entries)
        try Self.demandBudget(entries, archive: bytes.count, limits: limits)
    }

    /// Names that differ in case or in their spelling of accents alone are one file on some systems.
    private static func indexes(_ entries: [ZipEntry]) throws(DocumentRejection) -> [String: Int] {
        var indexes: [String: Int] = [:]
        var seen: Set<String> = []
        for (index, entry) in entries.enumerated() {
            let bare = entry.isFolder ? String(entry.name.dropLast()) : entry.name
            guard seen.insert(bare.lowercased()).inserted else { throw .malformed("a name twice in the archive") }
            indexes[entry.name] = index
        }
        return indexes
    }

    private static func demandBudget(_ entries: [ZipEntry], archive: Int, limits: Limits) throws(DocumentRejection) {
        var sum = 0
        for entry in entries {
            sum += entry.count
            guard sum <= limits.inflatedBytes else { throw .limit("inflatedBytes") }
            // Little files of nothing but blanks shrink more than any bomb; they harm nobody.
            let isSmall = entry.count <= 1 << 16
            guard isSmall || entry.count / limits.inflationRatio <= entry.compressedCount else { throw .limit("inflationRatio") }
        }
        guard sum <= 1 << 16 || sum / limits.inflationRatio <= archive else { throw .limit("inflationRatio") }
    }

    package subscript(_ name: String) -> ZipEntry? { indexes[name].map { entries[$0] } }

    package var files: [ZipEntry] { entries.filter { !$0.isFolder } }

    /// The bytes of a file as they were before it was put into the archive.
    package func contents(of entry: ZipEntry) throws(DocumentRejection) -> [UInt8] {
        let data = bytes[entry.data]
        let contents =
            switch entry.method {
            case .stored: Array(data)
            case .deflated: Inflater.inflate(data, count: entry.count)
            }
        guard let contents, Inflater.checksum(contents[...]) == entry.checksum else { throw .malformed("a damaged entry of the archive") }
        return contents
    }

    /// What every archive with a file begins with.
    package static func isArchive(_ bytes: [UInt8]) -> Bool { bytes.starts(with: LocalHeader.signature) }
}
