import Foundation
import Primitives

/// The executable that the build left beside these tests, run as people run it.
enum Executable {
    static let path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "idp").path()

    struct Outcome {
        let status: Int32
        let output: String
        let failure: String

        /// Standard output, one object a line.
        var objects: [JSON] { output.split(separator: "\n").compactMap { try? JSON(parsing: String($0), maximumDepth: 64) } }
        var failures: [Substring] { failure.split(separator: "\n") }
    }

    /// - Parameter folder: the working folder, in which `idp.yaml` would be found.
    static func run(_ arguments: [String], in folder: String) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        process.standardInput = FileHandle.nullDevice
        let files = try ["output", "failure"].map { name in
            let path = "\(folder)/\(name)-\(UUID().uuidString)"
            try Data().write(to: URL(filePath: path))
            return path
        }
        defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
        process.standardOutput = FileHandle(forWritingAtPath: files[0])
        process.standardError = FileHandle(forWritingAtPath: files[1])
        try process.run()
        process.waitUntilExit()
        let texts = try files.map { String(decoding: try Data(contentsOf: URL(filePath: $0)), as: UTF8.self) }
        return Outcome(status: process.terminationStatus, output: texts[0], failure: texts[1])
    }
}

/// A folder of its own, which is removed with the last use of it.
final class TemporaryFolder: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "idp-test-\(UUID().uuidString)").path()

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func idp(_ arguments: [String]) throws -> Executable.Outcome { try Executable.run(arguments, in: path) }
}
