internal import ArgumentParser
internal import Audit
internal import PKI
internal import Primitives
internal import SignatureValidation

/// `idp trust`: whose certificates signatures are believed to chain to.
struct TrustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "The authorities that signatures are judged by.",
        subcommands: [List.self, Install.self, Remove.self])

    /// The domains that something can be installed for.
    enum Domain: String, ExpressibleByArgument, CaseIterable {
        case `public`, government, timestamp
        var domain: TrustDomain { TrustDomain(rawValue: rawValue) ?? .public }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the installed certificates, and the services of installed lists.")
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let installed = InstalledTrust(try Configuration.load(file: options.config))
            var objects = try installed.entries().map { TrustCommand.json($0.certificate, $0.domain) }
            for (_, list) in try installed.lists() { objects += list.anchors.map { TrustCommand.json($0, of: list) } }
            if options.json { return objects.forEach { Output.line($0) } }
            Output.table(
                objects.map { object in
                    ["domain", "sha256", "notAfter", "name"].map { object[$0]?.string ?? "" } + [object["list"].map(Self.word) ?? ""]
                })
        }

        private static func word(_ list: JSON) -> String {
            "list \(list["territory"]?.string ?? "") until \(list["nextUpdate"]?.string ?? "closed")"
        }
    }

    struct Install: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Believe the certificates of a file, PEM or DER, or a signed trusted list (ETSI TS 119 612).",
            discussion: """
                A certificate is taken when its fingerprint is one that the product knows, or the one that --fingerprint gives; what an \
                installed authority issued needs neither. A trusted list is taken when --fingerprint gives the certificate that signed \
                it, or a list that is installed in the domain was signed with the same, or names it. Compare fingerprints with what the \
                authority publishes.
                """)
        @Argument(help: "The file.") var file: String
        @Option(help: "public, government or timestamp.") var domain: Domain
        @Option(help: "SHA-256 of the certificate, or of the one that signed the list: 64 hexadecimal digits.") var fingerprint: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let given = try fingerprint.map { text in
                guard let bytes = Fingerprint.parse(text) else { throw ValidationError("--fingerprint: give 64 hexadecimal digits") }
                return bytes
            }
            let bytes = try Input.bytes(file)
            guard !InstalledList.isPublished(bytes) else {
                return try await Instance.with(options) { [domain, file, options] instance in
                    try await TrustCommand.installList(bytes, file, domain: domain.domain, fingerprint: given, in: instance, options)
                }
            }
            let certificates = TrustFile.objects(in: bytes).compactMap { if case .certificate(let one) = $0 { one } else { nil } }
            try await Instance.with(options) { [domain, file, options] instance in
                let installed = InstalledTrust(instance.configuration)
                try Self.check(certificates, domain.domain, given, installed, at: instance.world.now(), file)
                for certificate in certificates {
                    // The event comes first: no authority is believed that the log does not name.
                    try await instance.record(instance.event(.trustInstalled, details: TrustCommand.details(certificate, domain.domain)))
                    try installed.install(certificate, domain: domain.domain)
                    Record.show(TrustCommand.json(certificate, domain.domain), options)
                }
            }
        }

        private static func check(
            _ certificates: [Certificate], _ domain: TrustDomain, _ fingerprint: [UInt8]?, _ installed: InstalledTrust, at now: Instant,
            _ file: String
        ) throws(CommandFailure) {
            let store = try installed.store(at: now)
            do throws(TrustInstallation.Refusal) {
                try TrustInstallation.admit(certificates, domain: domain, fingerprint: fingerprint, into: store, at: now)
            } catch { throw CommandFailure("\(file): \(mend(error))") }
        }

        private static func mend(_ refusal: TrustInstallation.Refusal) -> String {
            switch refusal {
            case .empty: "holds no certificate in PEM or DER"
            case .unknownFingerprint(let text):
                "the certificate with fingerprint \(text) is not known; compare it with what its authority publishes and give it with "
                    + "--fingerprint"
            case .otherDomain(let domain):
                "the certificate is one of the domain \(domain.rawValue); install it with --domain \(domain.rawValue)"
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Believe a certificate, or the list that was signed with it, no longer.")
        @Argument(help: "The certificate's SHA-256, 64 hexadecimal digits.") var sha256: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            guard let fingerprint = Fingerprint.parse(sha256) else { throw ValidationError("give 64 hexadecimal digits") }
            try await Instance.with(options) { [options] instance in
                let installed = InstalledTrust(instance.configuration)
                let entries = try installed.entries().filter { $0.certificate.fingerprint == fingerprint }
                let lists = try installed.lists()
                let signed = lists.filter { $0.list.signer == fingerprint }
                guard !entries.isEmpty || !signed.isEmpty else { throw CommandFailure(Self.mend(fingerprint, lists.map(\.list))) }
                for entry in entries {
                    try await instance.record(instance.event(.trustRemoved, details: TrustCommand.details(entry.certificate, entry.domain)))
                    try installed.remove(entry)
                    Record.show(TrustCommand.json(entry.certificate, entry.domain), options)
                }
                for (domain, list) in signed {
                    try await instance.record(instance.event(.trustRemoved, details: TrustCommand.details(list, domain)))
                    try installed.remove(list, domain: domain)
                    for anchor in list.anchors { Record.show(TrustCommand.json(anchor, of: list), options) }
                }
            }
        }

        private static func mend(_ fingerprint: [UInt8], _ lists: [InstalledList]) -> String {
            guard let list = lists.first(where: { $0.anchors.contains { $0.certificate.fingerprint == fingerprint } }) else {
                return "no such certificate is installed; see `idp trust list`"
            }
            return "the certificate stands in the list of \(list.territory); remove the list by its signer \(Fingerprint.text(list.signer))"
        }
    }

    private static func details(_ certificate: Certificate, _ domain: TrustDomain) -> JSON.Object {
        ["domain": .string(domain.rawValue), "sha256": .string(Fingerprint.text(certificate.fingerprint))]
    }

    static func json(_ certificate: Certificate, _ domain: TrustDomain) -> JSON.Object {
        let name = certificate.subjectAttributes.last { $0.type == "2.5.4.3" }?.value
        return [
            "domain": .string(domain.rawValue), "sha256": .string(Fingerprint.text(certificate.fingerprint)),
            "name": name.map { .string($0) } ?? .null, "notBefore": .string(InternetTime.text(certificate.notBefore)),
            "notAfter": .string(InternetTime.text(certificate.notAfter)),
        ]
    }
}
