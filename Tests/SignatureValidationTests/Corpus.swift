import Foundation
import Testing

/// The published test files of others, where they are: `../shared/corpus` beside the project, or at `IDP_CORPUS`.
enum Corpus {
    static let root: URL? = {
        let beside = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/corpus").standardized
        let root = ProcessInfo.processInfo.environment["IDP_CORPUS"].map { URL(filePath: $0) } ?? beside
        return FileManager.default.fileExists(atPath: root.appending(path: "MANIFEST.csv").path) ? root : nil
    }()

    /// A row of `MANIFEST.csv`, by the names of its columns.
    struct Row: Sendable, CustomTestStringConvertible {
        let columns: [String: String]
        subscript(_ name: String) -> String { columns[name] ?? "" }
        var testDescription: String { self["path"] }
        func bytes() throws -> [UInt8] { try Corpus.bytes(self["path"]) }
    }

    static func bytes(_ path: String) throws -> [UInt8] { try Array(Data(contentsOf: #require(root).appending(path: path))) }

    /// Rows of one `format` of the manifest; none where the corpus is not there.
    static func rows(_ format: String) -> [Row] { all.filter { $0["format"] == format } }

    static let all: [Row] = {
        guard let root, let text = try? String(contentsOf: root.appending(path: "MANIFEST.csv"), encoding: .utf8) else { return [] }
        let lines = text.split(whereSeparator: \.isNewline).map { fields(of: $0) }
        guard let names = lines.first else { return [] }
        return lines.dropFirst().map { Row(columns: Dictionary(zip(names, $0), uniquingKeysWith: { first, _ in first })) }
    }()

    private static func fields(of line: Substring) -> [String] {
        var fields: [String] = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}
