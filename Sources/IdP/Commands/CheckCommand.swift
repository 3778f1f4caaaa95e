internal import ArgumentParser
internal import Primitives
internal import Server
internal import Storage
internal import StorageSQLite
internal import TokenCrypto

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Validate configuration, keys and database without serving.")

    @Flag(name: .customLong("print"), help: "Show the effective configuration, secrets masked.") var prints = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let configuration = try Configuration.load(file: options.config)
        if prints { show(configuration) }
        try configuration.tls?.check()
        let (keys, events) = try await Instance(configuration, as: .command, notice: Output.notice).closing { instance in
            (instance.keys.ring.entries.count, try await instance.auditLog.verify(instance.database))
        }
        guard !prints else { return }
        if options.json {
            Output.line(["ok": true, "keys": .integer(Int64(keys)), "auditEvents": .integer(events)])
        } else {
            Output.line("configuration, \(keys) keys and the database are in order; \(events) audit events are intact")
        }
    }

    private func show(_ configuration: Configuration) {
        guard !options.json else {
            var object = JSON.Object()
            for (setting, text) in configuration.effective { object.append(setting.rawValue, .string(text)) }
            return Output.line(object)
        }
        for (setting, text) in configuration.effective { Output.line("\(setting.rawValue): \(OneLine.of(text))") }
    }
}
