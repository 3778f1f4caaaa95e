internal import ArgumentParser
internal import Foundation
internal import Glibc
internal import PKI
internal import Primitives
internal import SignatureValidation

/// `idp verify`: judges signed documents, offline, each in a process of its own.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify signed documents, offline.",
        discussion: """
            Exits 0 when every file was judged, whatever the verdict. Needs no configuration; with one, the certificates that idp trust \
            installed are believed too.
            """)

    enum ReportForm: String, ExpressibleByArgument, CaseIterable { case simple, detailed, etsi }

    @Argument(help: "Files with signatures.") var files: [String]
    @Option(help: "What a detached signature signs.") var content: String?
    @Option(help: "A folder of certificates and revocation lists, PEM or DER, that are believed for this once.") var anchors: String?
    @Option(help: "The time for which to judge, such as 2026-11-21T08:30:00Z. (default: now)") var at: String?
    @Option(help: "\(ValidationPolicy.all.map(\.name).joined(separator: " or ")).") var policy = ValidationPolicy.vietnamStrict.name
    @Option(help: "What --json prints: simple, detailed, or etsi (ETSI TS 119 102-2, XML).") var report = ReportForm.simple
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        var template = VerificationRequest(document: [], at: try moment())
        guard ValidationPolicy.named(policy) != nil else {
            throw ValidationError("--policy: use one of \(ValidationPolicy.all.map(\.name).joined(separator: ", "))")
        }
        template.policy = policy
        template.content = try content.map { name throws(CommandFailure) in try Input.bytes(name) }
        let (trust, prepared) = try atHand()
        template.trust = trust
        template.form = options.json ? VerificationRequest.Form(rawValue: report.rawValue) ?? .simple : .detailed
        var failures = 0
        for file in files {
            do throws(CommandFailure) {
                show(try await judge(file, template, prepared))
            } catch {
                failures += 1
                Output.fail(error.description)
            }
        }
        if failures > 0 { throw ExitCode(1) }
    }

    private func judge(
        _ file: String, _ template: VerificationRequest, _ prepared: PreparedJudgement
    ) async throws(CommandFailure) -> [UInt8] {
        var request = template
        request.name = file
        request.document = try Self.document(file)
        let complete = request
        let answer = try? await BlockingWork.run { prepared.run(complete) }
        return (answer ?? request.answer(failure: "no worker")).report
    }

    private func show(_ answer: [UInt8]) {
        guard !options.json else { return Output.line(String(decoding: answer, as: UTF8.self)) }
        guard let report = try? JSON(parsing: answer, maximumDepth: 64) else { return }
        VerdictText(report, language: Self.language).lines.forEach { Output.line(OneLine.of($0)) }
    }

    /// One byte more than is judged, so that a larger file is refused for its size without being held in memory.
    private static func document(_ file: String) throws(CommandFailure) -> [UInt8] {
        let unreadable = CommandFailure("\(file): cannot be read; check the path and its permissions")
        let descriptor = file == "-" ? 0 : unsafe open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable }
        defer { if descriptor > 0 { close(descriptor) } }
        guard let bytes = RequestInput.all(of: descriptor, upTo: Limits().documentBytes + 1) else { throw unreadable }
        return bytes
    }

    private func moment() throws -> Instant {
        guard let at else { return World.system.now() }
        guard let time = InternetTime.parse(at) else {
            throw ValidationError("--at: write a time with its zone, such as 2026-11-21T08:30:00Z")
        }
        return time.instant
    }

    /// A configuration is asked for where certificates and revocation data are, and for nothing else.
    private func atHand() throws -> ([VerificationRequest.TrustFile], PreparedJudgement) {
        let given = try anchors.map { folder throws(CommandFailure) in try AnchorFolder.files(in: folder) } ?? []
        let isConfigured = options.config != nil || FileManager.default.fileExists(atPath: Configuration.defaultFile)
        guard isConfigured else { return (given, PreparedJudgement(folder: nil, records: [])) }
        let configuration = try Configuration.load(file: options.config)
        let folder = RevocationFolder(configuration)
        return (try InstalledTrust(configuration).files() + given, PreparedJudgement(folder: folder, records: folder.records()))
    }

    /// Vietnamese where the terminal asks for it.
    private static var language: ReportLanguage {
        let environment = ProcessInfo.processInfo.environment
        let wanted = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        return wanted.hasPrefix("vi") ? .vietnamese : .english
    }
}
