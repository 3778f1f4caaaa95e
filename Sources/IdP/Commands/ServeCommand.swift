internal import ArgumentParser
internal import StorageSQLite

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Run the server until SIGTERM or SIGINT.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let configuration = try Configuration.load(file: options.config)
        try await Instance(configuration, as: .server, notice: Output.notice).closing { try await RunningProvider($0).run() }
    }
}
