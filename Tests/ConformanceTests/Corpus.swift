import Foundation
import Primitives

/// Published test vectors, which lie beside the repository and are not part of it; suites are skipped where they are absent.
enum Corpus {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared/corpus")

    static let isPresent = FileManager.default.fileExists(atPath: folder.appending(path: "wycheproof").path)

    static func json(_ path: String) throws -> JSON { try JSON(parsing: Array(Data(contentsOf: folder.appending(path: path)))) }
}

/// A vector that does not have the member that its suite says it has.
struct VectorFailure: Error { let member: String }

extension JSON {
    func text(_ name: String) throws -> String {
        guard let text = self[name]?.string else { throw VectorFailure(member: name) }
        return text
    }

    func list(_ name: String) throws -> [JSON] {
        guard let list = self[name]?.array else { throw VectorFailure(member: name) }
        return list
    }

    func number(_ name: String) throws -> Int {
        guard let number = self[name]?.integer else { throw VectorFailure(member: name) }
        return Int(number)
    }

    /// A member that is written in hexadecimal digits.
    func bytes(_ name: String) throws -> [UInt8] {
        let digits = Array(try text(name).utf8).map { Character(Unicode.Scalar($0)).hexDigitValue ?? 0 }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
