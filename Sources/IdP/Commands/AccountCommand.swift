internal import Accounts
internal import ArgumentParser
internal import Foundation
internal import Primitives
internal import Storage

struct AccountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "People and organisations that sign in.",
        subcommands: [Create.self, Show.self, List.self, Update.self, Lock.self, Unlock.self, Delete.self, Import.self, Export.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Create the account that a JSON file describes, and print it.")
        @Argument(help: "The file; - reads standard input.") var file: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let document = try AccountDocument(parsing: try Input.json(file))
            try await Instance.with(options) { instance in
                let account = try await instance.accountLifecycle().create(document)
                Record.show(account.document, options)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print an account.")
        @Argument(help: "The account's id.") var id: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Instance.with(options) { instance in
                guard let account = try await instance.accounts.find(ID(id)) else { throw AccountRejection.absent }
                Record.show(account.document, options)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the accounts.")
        @Option(help: "Only those whose name or identifier this can be; names without marks.") var search: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Instance.with(options) { instance in
                try await AccountPages(instance, search: search.map { AccountSearch($0) }).each { account in
                    guard !options.json else { return Output.line(account.document) }
                    Output.line(
                        "\(account.id)  \(account.kind.rawValue)  \(account.status.rawValue)  \(OneLine.of(account.document["name"]?.string ?? ""))"
                    )
                }
            }
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change an account: a member in the file is set, null removes it, what is absent stays.")
        @Argument(help: "The account's id.") var id: String
        @Argument(help: "The file; - reads standard input.") var file: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let document = try AccountDocument(parsing: try Input.json(file))
            try await Instance.with(options) { instance in
                let account = try await instance.accountLifecycle().update(ID(id), with: document)
                Record.show(account.document, options)
            }
        }
    }

    struct Lock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lock an account; its sessions and tokens end at once.")
        @Argument(help: "The account's id.") var id: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await AccountCommand.change(id, options, done: "locked") { try await $0.lock($1) }
        }
    }

    struct Unlock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let an account's owner sign in again.")
        @Argument(help: "The account's id.") var id: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await AccountCommand.change(id, options, done: "unlocked") { try await $0.unlock($1) }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove an account with its sessions, tokens and consents.")
        @Argument(help: "The account's id.") var id: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await AccountCommand.change(id, options, done: "deleted") { try await $0.remove($1) }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create the accounts of a file with one JSON object a line; what is wrong is named by its line, the rest goes on.")
        @Argument(help: "The file; - reads standard input.") var file: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let lines = try Input.lines(file)
            try await Instance.with(options) { instance in
                let lifecycle = try instance.accountLifecycle()
                var failures = 0
                for (number, bytes) in lines {
                    do {
                        let account = try await lifecycle.create(try AccountDocument(parsing: try JSON(parsing: bytes)))
                        if options.json { Output.line(["line": .integer(Int64(number)), "id": .string(account.id.value)]) }
                    } catch {
                        failures += 1
                        Output.fail("\(file):\(number): \(error)")
                    }
                }
                if !options.json { Output.line("\(lines.count - failures) of \(lines.count) accounts created") }
                if failures > 0 { throw ExitCode(1) }
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print every account as one JSON object a line, without secrets.")
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Instance.with(options) { instance in
                try await AccountPages(instance, search: nil).each { Output.line($0.document) }
            }
        }
    }

    private static func change(
        _ id: String, _ options: GlobalOptions, done: String, _ change: (AccountLifecycle, ID<Account>) async throws -> Void
    ) async throws {
        try await Instance.with(options) { instance in
            try await change(try instance.accountLifecycle(), ID(id))
            if options.json { Output.line(["id": .string(id), "done": .string(done)]) } else { Output.line("\(done) \(OneLine.of(id))") }
        }
    }
}

/// Goes through the accounts a page at a time, so that millions of them fit.
private struct AccountPages {
    private let instance: Instance
    private let search: AccountSearch?

    init(_ instance: Instance, search: AccountSearch?) {
        self.instance = instance
        self.search = search
    }

    func each(_ body: (AccountRecord) -> Void) async throws {
        var last: ID<Account>?
        while true {
            let page = try await instance.accounts.list(matching: search, after: last, limit: 500)
            page.forEach(body)
            guard let end = page.last, page.count == 500 else { return }
            last = end.id
        }
    }
}

/// How `create`, `show` and `update` print what they end with.
enum Record {
    static func show(_ object: JSON.Object, _ options: GlobalOptions) {
        if options.json { Output.line(object) } else { Output.pretty(object) }
    }
}
