internal import Audit
internal import Primitives
internal import Storage
internal import StorageSQLite

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
}
