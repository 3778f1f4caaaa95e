internal import Foundation
internal import Primitives

/// Writes results to standard output and failures to standard error.
enum Output {
    static func line(_ text: String) { write(text + "\n", to: .standardOutput) }
    static func line(_ object: JSON.Object) { line(object.text) }

    /// Several lines, written by this program alone.
    static func text(_ text: String) { write(text, to: .standardOutput) }

    /// An object for people: one member a line.
    static func pretty(_ object: JSON.Object) { line(indented(.object(object), depth: 0)) }

    static func fail(_ text: String) { write("idp: " + OneLine.of(text) + "\n", to: .standardError) }
    static func notice(_ text: String) { write("idp: " + OneLine.of(text) + "\n", to: .standardError) }

    /// Columns, padded to the widest of each.
    static func table(_ rows: [[String]]) {
        guard let count = rows.first?.count else { return }
        let widths = (0..<count).map { column in rows.map { $0[column].count }.max() ?? 0 }
        for row in rows {
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            line(OneLine.of(cells.joined(separator: "  ")).trimmingCharacters(in: .whitespaces))
        }
    }

    private static func write(_ text: String, to file: FileHandle) {
        // A reader that is gone cannot be told anything; what the command did stays done.
        try? file.write(contentsOf: Data(text.utf8))
    }

    private static func indented(_ json: JSON, depth: Int) -> String {
        let (outer, inner) = (String(repeating: "  ", count: depth), String(repeating: "  ", count: depth + 1))
        switch json {
        case .object(let object) where !object.isEmpty:
            let members = object.members.map { "\(inner)\(JSON.string($0.name).text): \(indented($0.value, depth: depth + 1))" }
            return "{\n\(members.joined(separator: ",\n"))\n\(outer)}"
        case .array(let elements) where elements.contains(where: { $0.object != nil }):
            let lines = elements.map { inner + indented($0, depth: depth + 1) }
            return "[\n\(lines.joined(separator: ",\n"))\n\(outer)]"
        default: return json.text
        }
    }
}

/// Text that stays on one line and cannot reach a terminal's control codes.
enum OneLine {
    static func of(_ text: String) -> String {
        var output = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
            output.append(isControl ? " " : scalar)
        }
        return String(output)
    }

    static func describing(_ error: any Error) -> String { of(String(describing: error)) }
}

/// A failure with nothing more to say than its line.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
