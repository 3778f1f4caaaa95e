internal import ArgumentParser
internal import Audit
internal import Foundation
internal import Primitives
internal import Server
internal import StorageSQLite

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Run a complete demo instance with two portals, until Ctrl-C.",
        discussion: "Portals listen on the two ports after --port, operations ten after it. DIR/idp.yaml serves the other commands.")

    @Option(help: "The provider's port.") var port = 8080
    @Option(help: "The folder of the demo's data. (default: a fresh temporary one)") var data: String?
    @Flag(help: "Print issuer, portals and accounts as one JSON object.") var json = false

    func run() async throws {
        let settings = try DemoSettings(folder: data, port: port)
        let portals = DemoPortal.all(after: port)
        let content = try DemoContent(settings, portals: portals, world: .system)
        let log = try LogFile.open(settings.folder + "/idp.log")
        // That the wrapping key lies beside the keys is as it should be here.
        let instance = try await Instance(settings.configuration(), as: .server, notice: { _ in })
        try await instance.closing { instance in
            try await content.fill(instance)
            let (listening, hasStarted) = AsyncStream.makeStream(of: Void.self)
            let announcement = DemoAnnouncement(settings: settings, portals: portals, content: content)
            let processes = DemoPortals(settings: settings, portals: portals, listening: listening) { announcement.show(asJSON: json) }
            try await RunningProvider(instance, log: log) { hasStarted.finish() }.run(beside: [processes])
        }
    }
}

/// What a demo prints once everything answers.
struct DemoAnnouncement: Sendable {
    let settings: DemoSettings
    let portals: [DemoPortal]
    let content: DemoContent

    func show(asJSON: Bool) {
        if asJSON { Output.line(json) } else { Output.text(text) }
    }

    private var json: JSON.Object {
        let portals: [JSON] = portals.map {
            ["url": .string($0.url), "name": .string($0.name), "client_id": .string($0.clientID), "agency": .string($0.agency)]
        }
        let accounts: [JSON] = DemoPerson.all.map { person in
            var account: JSON.Object = [
                "identifier": .string(person.identifier), "password": .string(content.password), "name": .string(person.name),
                "kind": .string(person.kind),
            ]
            if person.hasApp { account["totpSecret"] = .string(content.totpSecret) }
            return .object(account)
        }
        return [
            "issuer": .string(settings.issuer), "portals": .array(portals), "accounts": .array(accounts),
            "operations": .string(settings.operations),
            "config": .string(settings.configurationFile),
        ]
    }

    private var text: String {
        let links = portals.map { "  \($0.url)/   \($0.name)" }
        let width = DemoPerson.all.map(\.identifier.count).max() ?? 0
        let people = DemoPerson.all.map { person in
            "  " + person.identifier + String(repeating: " ", count: width - person.identifier.count)
                + "   \(person.name) (\(person.kind)\(person.hasApp ? ", has an authenticator app" : ""))"
        }
        return """

            The demo is running.

            Open a portal and sign in; the other one then knows you already:
            \(links.joined(separator: "\n"))

            Sign in as any of these, with the password  \(content.password)
            \(people.joined(separator: "\n"))

            Where a portal asks for a code, an authenticator app with this key shows it: \(content.totpSecret)
            (account type: time-based; or in a shell: oathtool --totp -b \(content.totpSecret))

            Provider    \(settings.issuer)
            Operations  \(settings.operations)/health/ready
            Commands    idp --config \(settings.configurationFile) account list
            Log         \(settings.folder)/idp.log

            Ctrl-C stops everything.

            """
    }
}

/// The log of a demo goes to a file, so that what a person reads stays readable.
enum LogFile {
    static func open(_ path: String) throws -> LogStream {
        let descriptor = unsafe Foundation.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CommandFailure("\(path): cannot be written; check the folder's owner and free space") }
        return LogStream(descriptor: descriptor)
    }
}
