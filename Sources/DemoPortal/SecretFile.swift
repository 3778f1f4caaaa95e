internal import Foundation

/// A file that holds one secret, as an editor or `echo` leaves it. Never the command line, which every user of a machine can list.
enum SecretFile {
    static func read(_ path: String) throws(SettingsRejection) -> String {
        let text: String
        do {
            text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        } catch {
            throw .secretUnreadable(
                file: path, reason: FileManager.default.fileExists(atPath: path) ? "no permission, or not UTF-8 text" : "no such file")
        }
        let secret = text.trimmingCharacters(in: .newlines)
        guard !secret.isEmpty else { throw .secretEmpty(file: path) }
        return secret
    }
}

/// Ends this process like SIGTERM does when standard input is closed.
enum InputWatch {
    static func start() {
        Thread.detachNewThread {
            while !FileHandle.standardInput.availableData.isEmpty {}
            kill(getpid(), SIGTERM)
        }
    }
}
