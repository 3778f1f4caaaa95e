internal import Foundation
internal import Logging
internal import Primitives
internal import ServiceLifecycle
internal import Synchronization

/// One portal of the demo: what it is called, and how it is registered.
struct DemoPortal: Sendable {
    let clientID: String
    let agency: String
    let name: String
    let englishName: String
    let accent: String
    let port: Int
    let consent: String

    var url: String { "http://localhost:\(port)" }
    var label: String { clientID }

    /// The colours differ, so that a person sees that these are two portals.
    static func all(after port: Int) -> [DemoPortal] {
        [
            DemoPortal(
                clientID: "demo-ministry", agency: "G15", name: "Cổng Dịch vụ công Bộ Tư pháp",
                englishName: "Ministry of Justice Public Service Portal",
                accent: "#1d4f91", port: port + 1, consent: "notice"),
            DemoPortal(
                clientID: "demo-province", agency: "H26", name: "Cổng Dịch vụ công Thành phố Hà Nội",
                englishName: "Hanoi Public Service Portal",
                accent: "#1f6f54", port: port + 2, consent: "none"),
        ]
    }

    func registration(secret: String) -> JSON.Object {
        [
            "client_id": .string(clientID), "client_secret": .string(secret), "client_name": .string(name),
            "client_name#en": .string(englishName),
            "agency": .string(agency), "redirect_uris": [.string(url + "/callback")], "post_logout_redirect_uris": [.string(url + "/")],
            "backchannel_logout_uri": .string(url + "/backchannel-logout"), "scope": "openid profile signatures",
            "grant_types": ["authorization_code", "client_credentials"], "consent": .string(consent),
        ]
    }
}

/// The portals as processes of their own, which know the provider only by its wire; they end with this one, however it ends.
struct DemoPortals: Service {
    let settings: DemoSettings
    let portals: [DemoPortal]
    /// Ends once the provider answers: a portal may start before it, but a person should not click before it.
    let listening: AsyncStream<Void>
    /// Called once everything answers.
    let started: @Sendable () -> Void

    /// - Throws: `CommandFailure` when a portal cannot be started or ends by itself.
    func run() async throws {
        let running = try portals.map { try PortalProcess($0, settings: settings) }
        defer { running.forEach { $0.stop() } }
        for process in running { try await process.untilListening() }
        for await _ in listening {}
        guard !Task.isCancelled, !Task.isShuttingDownGracefully else { return }
        started()
        try await withThrowingTaskGroup(of: Void.self) { group in
            // Ends when the stop is asked for, or with the first portal that dies.
            group.addTask { try? await gracefulShutdown() }
            for process in running {
                group.addTask {
                    await process.untilEnded()
                    if !Task.isCancelled, !Task.isShuttingDownGracefully { throw process.failure }
                }
            }
            try await group.next()
            running.forEach { $0.stop() }
            group.cancelAll()
        }
    }
}

/// One child process. It watches its standard input, whose other end the kernel closes when this process ends.
private final class PortalProcess: Sendable {
    private let label: String
    private let log: String
    private let process: Mutex<Process>
    private let input = Pipe()
    private let output = Pipe()
    private let ended: AsyncStream<Void>

    init(_ portal: DemoPortal, settings: DemoSettings) throws {
        label = portal.label
        log = "\(settings.folder)/\(portal.label).log"
        let process = Process()
        process.executableURL = try Self.executable()
        process.arguments = [
            "--listen", "localhost:\(portal.port)", "--issuer", settings.issuer, "--client-id", portal.clientID, "--client-secret-file",
            "\(settings.folder)/\(portal.clientID).secret", "--name", portal.name, "--name-en", portal.englishName, "--accent",
            portal.accent,
            "--until-input-closes",
        ]
        try PrivateFile.write("", to: log)
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: log)
        let (ended, ending) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { [output] _ in
            ending.finish()
            try? output.fileHandleForWriting.close()
        }
        self.ended = ended
        do { try process.run() } catch { throw CommandFailure("\(label): cannot be started: \(error.localizedDescription)") }
        self.process = Mutex(process)
    }

    /// The portal's binary is built and installed beside this one.
    private static func executable() throws -> URL {
        let url = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "demo-portal")
        guard FileManager.default.isExecutableFile(atPath: url.path()) else {
            throw CommandFailure("demo-portal is not beside idp (\(url.path())): build it with `swift build --product demo-portal`")
        }
        return url
    }

    /// A portal prints one line when it listens.
    func untilListening() async throws {
        let (lines, line) = AsyncStream.makeStream(of: Bool.self)
        output.fileHandleForReading.readabilityHandler = { handle in
            let isOpen = !handle.availableData.isEmpty
            line.yield(isOpen)
            if !isOpen { handle.readabilityHandler = nil }
        }
        var iterator = lines.makeAsyncIterator()
        guard await iterator.next() == true else { throw failure }
    }

    func untilEnded() async {
        for await _ in ended {}
    }

    func stop() { process.withLock { if $0.isRunning { $0.terminate() } } }

    var failure: CommandFailure {
        let reason = PrivateFile.read(log)?.split(separator: "\n").last.map(String.init)
        return CommandFailure("\(label): \(reason ?? "the portal has ended; \(log) may say why")")
    }
}
