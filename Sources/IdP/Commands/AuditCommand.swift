internal import ArgumentParser
internal import Audit
internal import Primitives
internal import Storage

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "audit", abstract: "The log of what happened.", subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Read the whole log and name the first record that was changed.")
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Instance.with(options) { instance in
                let count = try await instance.auditLog.verify(instance.database)
                if options.json {
                    Output.line(["intact": true, "events": .integer(count)])
                } else {
                    Output.line("\(count) audit events, all intact")
                }
            }
        }
    }
}
