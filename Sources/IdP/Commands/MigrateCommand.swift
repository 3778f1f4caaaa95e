internal import ArgumentParser
internal import Primitives
internal import Storage

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the database to this version's schema.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await Instance.with(options, migrating: true) { _ in
            if options.json {
                Output.line(["schema": .integer(Int64(Schema.known))])
            } else {
                Output.line("the database has schema \(Schema.known), which this version needs")
            }
        }
    }
}
