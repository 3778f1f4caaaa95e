internal import Foundation

extension Configuration {
    static let defaultFile = "idp.yaml"

    /// Reads `file`, or `idp.yaml` in the working folder if it is there, and the environment.
    static func load(file: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws(ConfigurationError)
        -> Configuration
    {
        let here = FileManager.default.currentDirectoryPath
        guard let name = file ?? (FileManager.default.fileExists(atPath: defaultFile) ? defaultFile : nil) else {
            return try Configuration(ConfigurationSource(file: nil, folder: here, environment: environment))
        }
        let url = URL(filePath: name, relativeTo: URL(filePath: here, directoryHint: .isDirectory))
        guard let data = try? Data(contentsOf: url) else {
            throw ConfigurationError(at: name, "the configuration file cannot be read; create it, or name another with --config")
        }
        guard let text = String(validating: data, as: UTF8.self) else { throw ConfigurationError(at: name, "the file is not UTF-8 text") }
        let folder = url.deletingLastPathComponent().path()
        return try Configuration(ConfigurationSource(file: (text, name), folder: folder, environment: environment))
    }
}
