internal import Foundation
internal import Yams

/// One value as it was found, and where.
struct SourcedValue: Equatable {
    let setting: Setting
    let text: String
    /// The elements of a list; for a single value, that value.
    let elements: [String]
    let origin: String
}

/// What the file and the environment say, still as text. The environment wins over the file.
struct ConfigurationSource {
    private(set) var values: [Setting: SourcedValue] = [:]
    /// Relative paths start here.
    let folder: String

    /// - Parameters:
    ///   - file: the text of the YAML file, and the name to show in errors; nil without a file.
    ///   - environment: all variables of the process.
    init(file: (text: String, name: String)?, folder: String, environment: [String: String]) throws(ConfigurationError) {
        self.folder = folder
        if let file { try read(file.text, name: file.name) }
        try read(environment)
    }

    subscript(setting: Setting) -> SourcedValue? { values[setting] }

    // MARK: The file

    private static let maximumFileSize = 64 * 1024

    private mutating func read(_ text: String, name: String) throws(ConfigurationError) {
        guard text.utf8.count <= Self.maximumFileSize else {
            throw ConfigurationError(at: name, "the file is larger than 64 KiB: this is not a configuration")
        }
        guard let root = try Self.compose(text, name: name) else { return }
        guard case .mapping(let mapping) = root else {
            throw ConfigurationError(at: name, "the file must hold `key: value` lines, beginning with `issuer: https://…`")
        }
        try read(mapping, prefix: "", name: name)
    }

    private static func compose(_ text: String, name: String) throws(ConfigurationError) -> Node? {
        do { return try Yams.compose(yaml: text) } catch {
            let line = String(describing: error).split(separator: "\n").first ?? ""
            throw ConfigurationError(at: name, "this is not YAML: \(line)")
        }
    }

    private mutating func read(_ mapping: Node.Mapping, prefix: String, name: String) throws(ConfigurationError) {
        for (key, value) in mapping {
            let origin = "\(name):\(key.mark?.line ?? value.mark?.line ?? 1)"
            guard case .scalar(let scalar) = key else { throw ConfigurationError(at: origin, "a key must be a word, such as `issuer`") }
            let path = prefix + scalar.string
            if let setting = Setting(rawValue: path) {
                values[setting] = try Self.value(of: value, for: setting, origin: origin)
            } else if Self.groups.contains(path), case .mapping(let inner) = value {
                try read(inner, prefix: path + ".", name: name)
            } else if Self.groups.contains(path) {
                throw ConfigurationError(at: origin, "\(path): must hold keys of its own: \(Self.members(of: path))")
            } else {
                throw Self.unknown(path, origin: origin)
            }
        }
    }

    private static let groups = Set(
        Setting.allCases.compactMap { $0.rawValue.contains(".") ? String($0.rawValue.prefix { $0 != "." }) : nil })

    private static func members(of group: String) -> String {
        Setting.allCases.map(\.rawValue).filter { $0.hasPrefix(group + ".") }.map { String($0.dropFirst(group.count + 1)) }.joined(
            separator: ", ")
    }

    private static func value(of node: Node, for setting: Setting, origin: String) throws(ConfigurationError) -> SourcedValue {
        switch node {
        case .scalar(let scalar):
            return SourcedValue(setting: setting, text: scalar.string, elements: [scalar.string], origin: origin)
        case .sequence(let sequence) where setting.isList:
            let elements = sequence.compactMap { if case .scalar(let scalar) = $0 { scalar.string } else { nil } }
            guard elements.count == sequence.count else {
                throw ConfigurationError(at: origin, "\(setting.rawValue): a list of plain values is expected")
            }
            return SourcedValue(setting: setting, text: elements.joined(separator: ","), elements: elements, origin: origin)
        case .sequence, .mapping, .alias:
            throw ConfigurationError(at: origin, "\(setting.rawValue): one plain value is expected\(setting.isList ? ", or a list" : "")")
        }
    }

    // MARK: The environment

    private mutating func read(_ environment: [String: String]) throws(ConfigurationError) {
        for setting in Setting.allCases {
            guard let text = environment[setting.environmentName] else { continue }
            let elements = setting.isList ? text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } : [text]
            values[setting] = SourcedValue(setting: setting, text: text, elements: elements, origin: setting.environmentName)
        }
        let known = Setting.allCases.map(\.environmentName)
        for name in environment.keys.sorted() where name.hasPrefix("IDP_") && !known.contains(name) {
            // Other programs may own variables of this prefix; what is one slip away from a key of ours is a slip.
            if let near = known.first(where: { EditDistance.between($0, name) <= 2 }) {
                throw ConfigurationError(at: "environment", "\(name) is not a key: did you mean \(near)?")
            }
        }
    }

    private static func unknown(_ path: String, origin: String) -> ConfigurationError {
        let nearest = Setting.allCases.map(\.rawValue).min { EditDistance.between($0, path) < EditDistance.between($1, path) }
        return ConfigurationError(at: origin, "\(ConfigurationError.quoted(path)) is not a key: did you mean \(nearest ?? "issuer")?")
    }
}

/// How many letters must be changed, added or removed to get from one word to another (Levenshtein).
enum EditDistance {
    static func between(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a.utf8.prefix(64)), Array(b.utf8.prefix(64)))
        var row = Array(0...b.count)
        for (i, letter) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in b.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[b.count]
    }
}
