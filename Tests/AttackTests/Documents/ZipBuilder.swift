import Primitives

@testable import SignatureValidation

/// Writes archives, honest ones and others.
struct ZipBuilder {
    struct File {
        var name: [UInt8]
        var content: [UInt8] = []
        var isDeflated = false
        var flags: UInt16 = 0x0800
        /// What the local header says, where it is to differ.
        var localName: [UInt8]?
        var localChecksum: UInt32?
        var externalAttributes: UInt32 = 0
        /// Bytes before the local header.
        var gap: [UInt8] = []
        var extra: [UInt8] = []
        var announcedCount: Int?

        init(_ name: String, _ content: String = "") {
            self.name = Array(name.utf8)
            self.content = Array(content.utf8)
        }
    }

    var files: [File]
    var comment: [UInt8] = []
    /// Local headers and data that the directory does not name.
    var unlisted: [UInt8] = []

    static func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }

    func bytes() -> [UInt8] {
        var body: [UInt8] = []
        var directory: [UInt8] = []
        for file in files {
            body += file.gap
            // zlib's frame has two bytes before and four behind.
            let data = file.isDeflated ? Array(Deflate.zlib(file.content).dropFirst(2).dropLast(4)) : file.content
            let checksum = Int(Inflater.checksum(file.content[...]))
            let count = file.announcedCount ?? file.content.count
            func common(_ checksum: Int) -> [UInt8] {
                Self.little(20, 2) + Self.little(Int(file.flags), 2) + Self.little(file.isDeflated ? 8 : 0, 2) + Self.little(0, 4)
                    + Self.little(checksum, 4) + Self.little(data.count, 4) + Self.little(count, 4)
            }
            directory +=
                [0x50, 0x4B, 1, 2] + Self.little(0x314, 2) + common(checksum) + Self.little(file.name.count, 2) + Self.little(0, 8)
            directory += Self.little(Int(file.externalAttributes), 4) + Self.little(body.count, 4) + file.name
            let name = file.localName ?? file.name
            body += [0x50, 0x4B, 3, 4] + common(file.localChecksum.map(Int.init) ?? checksum) + Self.little(name.count, 2)
            body += Self.little(file.extra.count, 2) + name + file.extra + data
        }
        body += unlisted
        let end = [0x50, 0x4B, 5, 6] + Self.little(0, 4) + Self.little(files.count, 2) + Self.little(files.count, 2)
        return body + directory + end + Self.little(directory.count, 4) + Self.little(body.count, 4) + Self.little(comment.count, 2)
            + comment
    }
}
