internal import Audit
internal import Primitives
internal import Storage
internal import StorageSQLite
internal import TokenCrypto

extension Instance {
    /// Opens the instance that the options name, works, and closes it whatever happens.
    static func with<Result>(
        _ options: GlobalOptions, migrating: Bool = false, _ body: (Instance) async throws -> Result
    ) async throws -> Result {
        let configuration = try Configuration.load(file: options.config)
        return try await Instance(configuration, as: .command, migrating: migrating, notice: Output.notice).closing(body)
    }

    /// Works, and closes whatever happens.
    func closing<Result>(_ body: (Instance) async throws -> Result) async throws -> Result {
        do {
            let output = try await body(self)
            await database.close()
            return output
        } catch {
            await database.close()
            throw error
        }
    }

    func event(_ action: AuditAction, client: ID<Client>? = nil, details: JSON.Object = [:]) -> AuditEvent {
        AuditEvent(action, at: world.now(), by: .operator, client: client, details: details)
    }

    /// For the events that no repository writes: those of keys, whose state is in files.
    func record(_ event: AuditEvent) async throws {
        try await database.write { [auditLog] connection in try auditLog.append(event, on: connection) }
    }

    /// Changes the key ring, with the event that tells of it.
    ///
    /// Files and log cannot change in one step. The event comes first, since a change of keys that nobody can see in the log must not be
    /// possible; when the change then cannot be stored, a second event takes the first back.
    func changeKeys(
        _ action: AuditAction, _ kid: String, _ change: @escaping @Sendable (KeyRing) throws -> KeyRing
    ) async throws -> KeyRing {
        var isAnnounced = false
        do {
            return try await keys.change(change) { _ in
                try await record(event(action, details: ["kid": .string(kid)]))
                isAnnounced = true
            }
        } catch {
            if isAnnounced {
                try await record(event(.keyChangeFailed, details: ["kid": .string(kid), "change": .string(action.rawValue)]))
            }
            throw error
        }
    }
}
