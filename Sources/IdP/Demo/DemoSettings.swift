internal import Foundation
internal import Primitives

/// Where a demo lives: its folder, its ports, and what follows from them.
struct DemoSettings: Sendable {
    let folder: String
    let port: Int

    var issuer: String { "http://localhost:\(port)" }
    var operations: String { "http://localhost:\(port + 10)" }
    var configurationFile: String { folder + "/idp.yaml" }

    /// Written to the folder, so that every other command works with `--config`.
    var yaml: String {
        """
        # Written by `idp demo` each time it starts.
        issuer: \(issuer)
        listen: localhost:\(port)
        operations: localhost:\(port + 10)
        database: sqlite://\(folder)/idp.sqlite
        keys: \(folder)/keys

        """
    }

    /// - Throws: when the folder cannot be made, or a port beyond the last one would be needed.
    init(folder: String?, port: Int) throws {
        guard (1...65_525).contains(port) else { throw CommandFailure("--port: \(port) leaves no room for the portals; give 1 to 65525") }
        self.port = port
        if let folder {
            self.folder = URL(filePath: folder).standardizedFileURL.path().trimmingSuffix("/")
        } else {
            self.folder = FileManager.default.temporaryDirectory.appending(path: "idp-demo-\(UUID().uuidString.prefix(8))").path()
        }
        do {
            try FileManager.default.createDirectory(
                atPath: self.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try PrivateFile.write(yaml, to: configurationFile)
        } catch { throw CommandFailure("--data: \(self.folder) cannot be written; give a folder that you own") }
    }

    /// The environment does not reach a demo: it is complete by itself.
    func configuration() throws(ConfigurationError) -> Configuration {
        try Configuration(ConfigurationSource(file: (yaml, configurationFile), folder: folder, environment: [:]))
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String { hasSuffix(suffix) && count > 1 ? String(dropLast(suffix.count)) : self }
}

/// Files that only their owner may read.
enum PrivateFile {
    static func write(_ text: String, to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]) else {
            throw CommandFailure("\(path): cannot be written; check the folder's owner and free space")
        }
    }

    static func read(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
