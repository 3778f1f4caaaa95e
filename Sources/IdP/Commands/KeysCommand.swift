internal import ArgumentParser
internal import Audit
internal import OAuth
internal import Primitives
internal import Server
internal import TokenCrypto

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Keys that sign, and keys that decrypt.",
        subcommands: [List.self, Rotate.self, Retire.self, Revoke.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the keys and what each does now.")
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Instance.with(options) { instance in
                let (ring, now) = (instance.keys.ring, instance.world.now())
                let keys = ring.entries.map { KeysCommand.json($0, in: ring, at: now) }
                if options.json { return keys.forEach { Output.line($0) } }
                Output.table(keys.map { key in ["kid", "use", "alg", "state", "signs_from"].map { key[$0]?.string ?? "" } })
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a key: published at once, signing after key_publication; decrypting at once.")
        @Option(help: "ES256 or RS256 to sign; ECDH-ES or RSA-OAEP-256 to decrypt.") var algorithm = "ES256"
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            guard let purpose = TokenIssuer.keyPurposes.first(where: { $0.name == algorithm }) else {
                throw ValidationError("--algorithm: use one of \(TokenIssuer.keyPurposes.map(\.name).joined(separator: ", "))")
            }
            try await Instance.with(options) { instance in
                let key = try await BlockingWork.run { try ProviderKey.generate(purpose) }
                let publication = instance.configuration.keyPublication
                try await KeysCommand.change(instance, .keyRotated, key.keyID, options) {
                    try $0.rotating(to: key, at: $1, publication: publication)
                }
            }
        }
    }

    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Withdraw a key; what it signed stays good.")
        @Argument(help: "The key's id.") var kid: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Instance.with(options) { instance in
                try await KeysCommand.change(instance, .keyRetired, kid, options) { [kid] in try $0.retiring(kid, at: $1) }
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Distrust a key from now on; another takes over at once.")
        @Argument(help: "The key's id.") var kid: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Instance.with(options) { instance in
                try await KeysCommand.change(instance, .keyRevoked, kid, options) { [kid] in try $0.revoking(kid, at: $1) }
            }
        }
    }

    private static func change(
        _ instance: Instance, _ action: AuditAction, _ kid: String, _ options: GlobalOptions,
        _ change: @escaping @Sendable (KeyRing, Instant) throws -> KeyRing
    ) async throws {
        let now = instance.world.now()
        let ring = try await instance.changeKeys(action, kid) { try change($0, now) }
        guard let entry = ring[kid] else { return }
        Record.show(json(entry, in: ring, at: now), options)
    }

    private static func json(_ entry: KeyRing.Entry, in ring: KeyRing, at now: Instant) -> JSON.Object {
        var object: JSON.Object = [
            "kid": .string(entry.key.keyID), "use": .string(entry.key.purpose.use), "alg": .string(entry.key.purpose.name),
            "state": .string(ring.state(of: entry, at: now).rawValue),
            "created": .string(TimeText.rfc3339(entry.created)), "signs_from": .string(TimeText.rfc3339(entry.signsFrom)),
        ]
        object["retired"] = entry.retired.map { .string(TimeText.rfc3339($0)) }
        object["revoked"] = entry.revoked.map { .string(TimeText.rfc3339($0)) }
        return object
    }
}
