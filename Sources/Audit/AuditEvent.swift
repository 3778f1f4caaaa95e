package import Primitives

/// One recorded fact: who did what to whom, when and from where. Holds no secret, token, code, password or personal number.
package struct AuditEvent: Sendable, Equatable {
    /// On whose behalf something happened.
    package enum Actor: Sendable, Equatable {
        case person(ID<Account>)
        case client(ID<Client>)
        /// Whoever has the machine: commands run beside the server.
        case `operator`
        /// The provider itself: expiry, retries, migrations.
        case provider
    }

    package var action: AuditAction
    package var time: Instant
    package var actor: Actor
    /// Whose data or session it is about.
    package var account: ID<Account>?
    package var client: ID<Client>?
    package var address: String?
    package var port: Int?
    package var requestID: String?
    /// What a reader needs beside: names of claims, scopes, reasons, levels.
    package var details: JSON.Object

    package init(
        _ action: AuditAction, at time: Instant, by actor: Actor, account: ID<Account>? = nil, client: ID<Client>? = nil,
        address: String? = nil, port: Int? = nil, requestID: String? = nil, details: JSON.Object = [:]
    ) {
        self.action = action
        self.time = time
        self.actor = actor
        self.account = account
        self.client = client
        self.address = address
        self.port = port
        self.requestID = requestID
        self.details = details
    }
}
