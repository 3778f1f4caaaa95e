import Foundation
import Testing

/// The rules of docs/architecture.md that the compiler cannot check.
@Suite struct ImportTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func sources(of module: String) throws -> [(file: String, text: String)] {
        let folder = root.appending(path: "Sources/\(module)")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
        return try files.filter { $0.pathExtension == "swift" }.map { ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8)) }
    }

    @Test(arguments: ["Primitives", "HTTP", "Audit", "TokenCrypto", "Accounts"])
    func pureModulesDoNotImportFoundation(module: String) throws {
        for (file, text) in try Self.sources(of: module) {
            #expect(!text.contains("import Foundation"), "\(module)/\(file)")
        }
    }

    @Test(arguments: ["Primitives", "HTTP", "Audit", "TokenCrypto", "Accounts"])
    func timeAndChanceComeFromWorld(module: String) throws {
        for (file, text) in try Self.sources(of: module) {
            #expect(text.firstMatch(of: /\bDate\(\)|SystemRandomNumberGenerator|UUID\(\)|\.random\(in:/) == nil, "\(module)/\(file)")
        }
    }
}
