internal import Foundation
internal import Primitives

/// Reads the files that commands are given; `-` is standard input.
enum Input {
    private static let limit = 64 * 1024 * 1024

    static func bytes(_ name: String) throws(CommandFailure) -> [UInt8] {
        let data: Data?
        if name == "-" {
            data = try? FileHandle.standardInput.readToEnd() ?? Data()
        } else {
            data = try? Data(contentsOf: URL(filePath: name))
        }
        guard let data else { throw CommandFailure("\(name): cannot be read; check the path and its permissions") }
        guard data.count <= limit else { throw CommandFailure("\(name): is larger than 64 MiB; split it") }
        return Array(data)
    }

    static func json(_ name: String) throws(CommandFailure) -> JSON {
        let bytes = try bytes(name)
        do { return try JSON(parsing: bytes) } catch { throw CommandFailure("\(name): is not JSON: \(error)") }
    }

    /// The non-empty lines of a file with their numbers.
    static func lines(_ name: String) throws(CommandFailure) -> [(number: Int, bytes: [UInt8])] {
        let lines = try bytes(name).split(separator: 0x0A, omittingEmptySubsequences: false)
        return lines.enumerated().compactMap { index, line in
            let content = line.last == 0x0D ? line.dropLast() : line
            return content.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? nil : (index + 1, Array(content))
        }
    }
}
