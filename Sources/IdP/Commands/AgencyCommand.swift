internal import ArgumentParser
internal import Audit
internal import OAuth
internal import Primitives
internal import Storage

struct AgencyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agency", abstract: "Ministries, provinces and other bodies that clients belong to.",
        subcommands: [Create.self, Show.self, List.self, Import.self, AgencyTokenCommand.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Create or replace the agency that a JSON file describes: code, name, and perhaps name_en, portal_host and software_statement_jwks."
        )
        @Argument(help: "The file; - reads standard input.") var file: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let agency = try AgencyDocument.agency(try Input.json(file))
            try await Instance.with(options) { instance in
                try await instance.agencies.put(
                    [agency], audit: [instance.event(.agencyCreated, details: ["agency": .string(agency.code.value)])])
                Record.show(AgencyDocument.json(agency), options)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print an agency.")
        @Argument(help: "The agency's code, such as G15 or H26.") var code: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Instance.with(options) { instance in
                let code = AgencyCode(parsing: code)?.text ?? code
                guard let agency = try await instance.agencies.find(ID(code)) else {
                    throw CommandFailure("no such agency: check the code with `idp agency list`")
                }
                Record.show(AgencyDocument.json(agency), options)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the agencies.")
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Instance.with(options) { instance in
                let agencies = try await instance.agencies.list()
                if options.json { return agencies.forEach { Output.line(AgencyDocument.json($0)) } }
                Output.table(agencies.map { [$0.code.value, $0.name] })
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create or replace the agencies of a CSV file with the columns code and name_vi, and perhaps name_en and portal_host."
        )
        @Argument(help: "The file; - reads standard input.") var file: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let agencies = try AgencyDocument.agencies(csv: try Input.bytes(file), name: file)
            try await Instance.with(options) { instance in
                let events = agencies.map { instance.event(.agencyCreated, details: ["agency": .string($0.code.value)]) }
                try await instance.agencies.put(agencies, audit: events)
                if options.json {
                    Output.line(["imported": .integer(Int64(agencies.count))])
                } else {
                    Output.line("\(agencies.count) agencies imported")
                }
            }
        }
    }
}
