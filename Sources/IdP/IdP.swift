internal import ArgumentParser
internal import Foundation

/// The command line `idp`: 0 done, 1 failed, 2 wrong usage; every failure one line on standard error that names the mend.
@main
struct IdP {
    static func main() async {
        // Output that nobody reads any more must end a command, not crash it halfway through what it does.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try RootCommand.parseAsRoot(Arguments.ordered(Array(CommandLine.arguments.dropFirst())))
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
        } catch {
            exit(report(error))
        }
    }

    private static func report(_ error: any Error) -> Int32 {
        if RootCommand.exitCode(for: error) == .success {
            print(RootCommand.fullMessage(for: error))
            return 0
        }
        if let code = error as? ExitCode { return code.rawValue }
        let isUsage = RootCommand.exitCode(for: error) == .validationFailure
        Output.fail(isUsage ? RootCommand.message(for: error) + "; idp --help lists what there is" : OneLine.describing(error))
        return isUsage ? 2 : 1
    }
}

struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "idp", abstract: "The identity provider of Vietnam's public services.",
        subcommands: [
            ServeCommand.self, DemoCommand.self, CheckCommand.self, MigrateCommand.self, AccountCommand.self, ClientCommand.self,
            AgencyCommand.self, KeysCommand.self, AuditCommand.self, VerifyCommand.self, TrustCommand.self, VerifyWorkerCommand.self,
        ])
}

/// Which instance a command works on, and how it prints. Accepted before and after the subcommand.
struct GlobalOptions: ParsableArguments {
    @Option(help: "The configuration file. (default: idp.yaml in the working folder, if it is there)") var config: String?
    @Flag(help: "Print JSON, one object a line.") var json = false
}

enum Arguments {
    /// Moves global options that stand before the subcommand behind it, where the parser looks for them.
    static func ordered(_ arguments: [String]) -> [String] {
        var rest = arguments[...]
        var moved: [String] = []
        while let first = rest.first {
            if first == "--json" || first.hasPrefix("--config=") {
                moved.append(rest.removeFirst())
            } else if first == "--config", rest.count > 1 {
                moved += [rest.removeFirst(), rest.removeFirst()]
            } else {
                break
            }
        }
        guard !moved.isEmpty, !rest.isEmpty else { return arguments }
        let end = rest.firstIndex(of: "--") ?? rest.endIndex
        return Array(rest[..<end]) + moved + Array(rest[end...])
    }
}
