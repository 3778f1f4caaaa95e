internal import ArgumentParser
internal import Logging
internal import Primitives
internal import Server
internal import StorageSQLite

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Run the server until SIGTERM or SIGINT.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let configuration = try Configuration.load(file: options.config)
        let logger = Logger(label: "idp") { JSONLineLogHandler(label: $0, stream: .standardError, world: .system) }
        let instance = try await Instance(configuration, as: .server) { logger.warning("\($0)") }
        try await instance.closing { try await RunningProvider($0).run() }
    }
}
