internal import Foundation
internal import Primitives

/// Revocation data that was fetched beforehand: a folder `revocation` beside the folder of keys, and in it one file for each address, a line
/// that tells whose it is before what was had. What is read from here is believed no more than what comes over a network.
struct RevocationFolder: Sendable {
    let path: String

    init(_ configuration: Configuration) {
        path = URL(filePath: configuration.keys).standardizedFileURL.deletingLastPathComponent().appending(path: "revocation").path
    }

    /// A certificate, an address and some numbers are shorter.
    private static let maximumHeader = 64 << 10

    /// Whatever is there and whole; what is not will be fetched again.
    func records() -> [RevocationRecord] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(Self.suffix) }.sorted().compactMap { name in
            guard let handle = FileHandle(forReadingAtPath: path + "/" + name) else { return nil }
            defer { try? handle.close() }
            guard let size = try? handle.seekToEnd(), (try? handle.seek(toOffset: 0)) != nil,
                let start = try? handle.read(upToCount: Self.maximumHeader), let end = start.firstIndex(of: UInt8(ascii: "\n")),
                let header = try? JSON(parsing: Array(start[..<end])),
                let record = RevocationRecord(header: header, byteCount: Int(size) - end - 1), record.key + Self.suffix == name
            else { return nil }
            return record
        }
    }

    /// What was had; nil when the file has gone meanwhile.
    func body(of record: RevocationRecord) -> [UInt8]? {
        guard let data = FileManager.default.contents(atPath: file(record)), let end = data.firstIndex(of: UInt8(ascii: "\n")) else {
            return nil
        }
        return Array(data[(end + 1)...])
    }

    func store(_ record: RevocationRecord, _ body: [UInt8]) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try KeyStorage.replace(file(record), with: record.header.bytes + [UInt8(ascii: "\n")] + body)
    }

    func remove(_ record: RevocationRecord) throws { try FileManager.default.removeItem(atPath: file(record)) }

    private static let suffix = ".revocation"
    private func file(_ record: RevocationRecord) -> String { path + "/" + record.key + Self.suffix }
}
