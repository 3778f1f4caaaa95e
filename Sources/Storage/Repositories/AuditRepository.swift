package import Audit

package final class AuditRepository: AuditSink {
    private let database: any Database
    private let log: AuditLog

    package init(_ database: any Database, log: AuditLog) {
        self.database = database
        self.log = log
    }

    package func record(_ event: AuditEvent) async throws {
        try await database.write { [log] connection in try log.append(event, on: connection) }
    }
}
