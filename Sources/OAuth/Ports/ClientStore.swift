package import Audit
package import Primitives

/// The registered relying parties. Each method is one transaction that includes its audit event.
package protocol ClientStore: Sendable {
    func find(_ id: ID<Client>) async throws -> ClientRegistration?
    /// Every client, by id.
    func list() async throws -> [ClientRegistration]
    /// Answers `.duplicate` and writes nothing when the id is taken.
    func insert(_ client: ClientRegistration, audit: AuditEvent) async throws -> Insertion
    /// Answers `.absent` and writes nothing when there is no such client.
    func update(_ client: ClientRegistration, audit: AuditEvent) async throws -> Change
    /// Removes the client; its codes, tokens and consents die with it.
    func remove(_ id: ID<Client>, audit: AuditEvent) async throws -> Change
}

package enum Insertion: Sendable, Equatable { case inserted, duplicate }
package enum Change: Sendable, Equatable { case changed, absent }
