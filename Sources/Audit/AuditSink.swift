/// Writes down what happened where nothing else is stored with it.
package protocol AuditSink: Sendable {
    /// Returns once the event is durable.
    func record(_ event: AuditEvent) async throws
}
