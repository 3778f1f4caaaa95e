package import Audit
package import Primitives

/// The bodies that relying parties belong to.
package protocol AgencyStore: Sendable {
    func find(_ code: ID<Agency>) async throws -> AgencyRecord?
    func list() async throws -> [AgencyRecord]
    /// Inserts or replaces all of them in one transaction.
    func put(_ agencies: [AgencyRecord], audit: [AuditEvent]) async throws
}
