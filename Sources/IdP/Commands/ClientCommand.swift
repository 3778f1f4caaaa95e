internal import ArgumentParser
internal import Audit
internal import OAuth
internal import Outbound
internal import Primitives
internal import Storage

struct ClientCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Relying parties.", subcommands: [Create.self, Show.self, List.self, Update.self, Delete.self])

    private static let absent = CommandFailure("no such client: check the id with `idp client list`")

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register the client that a JSON file describes, and print the registration, the secret this once.")
        @Argument(help: "The file; - reads standard input.") var file: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let document = try Input.json(file)
            try await Instance.with(options) { instance in
                Record.show(try await ClientCommand.create(document, in: instance), options)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print a client's registration, without its secret.")
        @Argument(help: "The client_id.") var id: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Instance.with(options) { instance in
                guard let client = try await instance.clients.find(ID(id)) else { throw ClientCommand.absent }
                Record.show(client.metadata, options)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the clients.", discussion: "With --profile legacy-portal it says until when each is excused from the standard."
        )
        @Option(help: "Only those of this profile.") var profile: ClientProfile?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Instance.with(options) { instance in
                let clients = try await instance.clients.list().filter { profile == nil || $0.profile == profile }
                if options.json { return clients.forEach { Output.line($0.metadata) } }
                let now = instance.world.now()
                Output.table(clients.map { ClientCommand.row($0, isLegacyReport: profile == .legacyPortal, at: now) })
            }
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replace a client's registration; its secret stays unless the file gives one.")
        @Argument(help: "The client_id.") var id: String
        @Argument(help: "The file; - reads standard input.") var file: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let document = try Input.json(file)
            try await Instance.with(options) { instance in
                let clients = instance.clients
                guard let old = try await clients.find(ID(id)) else { throw ClientCommand.absent }
                let client = try old.updated(with: document, policy: instance.clientPolicy)
                try await ClientCommand.checkSector(of: client, in: instance)
                let event = instance.event(.clientUpdated, client: client.id)
                guard try await clients.update(client, audit: event) == .changed else { throw ClientCommand.absent }
                Record.show(client.metadata, options)
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a client; its codes, tokens and consents die with it.")
        @Argument(help: "The client_id.") var id: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Instance.with(options) { instance in
                let event = instance.event(.clientDeleted, client: ID(id))
                guard try await instance.clients.remove(ID(id), audit: event) == .changed else { throw ClientCommand.absent }
                if options.json {
                    Output.line(["client_id": .string(id), "done": "deleted"])
                } else {
                    Output.line("deleted \(OneLine.of(id))")
                }
            }
        }
    }

    /// A line of the list; where the portals of before are asked for, until when they are excused comes before their names.
    private static func row(_ client: ClientRegistration, isLegacyReport: Bool, at now: Instant) -> [String] {
        let until = client.legacyUntil.map { $0.text + (client.hasLapsed(at: now) ? " (over)" : "") } ?? "-"
        return [client.id.value, client.agency?.value ?? "-", client.authenticationMethod] + (isLegacyReport ? [until] : []) + [client.name]
    }

    private static func checkSector(of client: ClientRegistration, in instance: Instance) async throws {
        guard client.sectorIdentifierURI != nil else { return }
        let fetcher = DocumentFetcher(loopbackAllowed: instance.configuration.issuer.isLoopback)
        do { try await SectorIdentifier.check(client, documents: fetcher) } catch {
            await fetcher.close()
            throw error
        }
        await fetcher.close()
    }

    /// Registers a client and gives what to show: the registration with its secret.
    static func create(_ document: JSON, in instance: Instance) async throws -> JSON.Object {
        let (client, secret) = try ClientRegistration.register(document, policy: instance.clientPolicy, world: instance.world)
        try await checkSector(of: client, in: instance)
        let event = instance.event(.clientCreated, client: client.id)
        guard try await instance.clients.insert(client, audit: event) == .inserted else {
            throw CommandFailure("client_id: another client has this identifier: choose another, or use `idp client update`")
        }
        var shown = client.metadata
        if let secret { shown["client_secret"] = .string(String(decoding: secret.exposed, as: UTF8.self)) }
        return shown
    }
}

extension ClientProfile: ExpressibleByArgument {}
