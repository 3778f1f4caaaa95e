import Foundation
import Primitives
import StorageSQLite

@testable import IdP

/// An instance in a folder of its own, which is removed when the test ends.
struct Installation: ~Copyable {
    let folder: String
    var keys: String { folder + "/keys" }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "idp-test-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func configuration(_ more: String = "") throws -> Configuration {
        let yaml = """
            issuer: http://localhost:8080
            database: sqlite://\(folder)/idp.sqlite
            keys: \(keys)
            \(more)
            """
        return try Configuration(ConfigurationSource(file: (yaml, "idp.yaml"), folder: folder, environment: [:]))
    }

    func open(_ more: String = "") async throws -> Instance {
        try await Instance(try configuration(more), as: .command) { _ in }
    }

    /// Opens and closes, as a command does.
    func prepare() async throws { try await open().closing { _ in } }

    /// Why a server would not start.
    func refusal(_ more: String = "") async throws -> String {
        do {
            try await open(more).closing { _ in }
            return "started"
        } catch { return OneLine.describing(error) == "\(error)" ? "\(error)" : "more than one line: \(error)" }
    }

    /// The first file of the keys whose name ends so.
    func file(_ suffix: String) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: keys).filter { $0.hasSuffix(suffix) }.sorted()
        guard let name = names.first else { throw CocoaError(.fileNoSuchFile) }
        return keys + "/" + name
    }

    func contents() throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: keys) {
            contents[name] = FileManager.default.contents(atPath: keys + "/" + name)
        }
        return contents
    }
}

func setMode(_ mode: Int, of file: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
}
