package import Audit
package import HTTP
package import Primitives

/// Who is signed in at the browser that sent a request.
package protocol SignedInSource: Sendable {
    /// Nil without a session, or when it expired or ended, or when the account is not active.
    func authentication(of request: Request) async throws -> Authentication?
    /// Whether the request carries a session's cookie, of whatever session. A form that another site posts carries none.
    func isCarried(by request: Request) -> Bool
    /// Takes the session's cookie away from the browser.
    func forget(on response: inout Response)
}

/// How surely people can prove here who they are.
package protocol LevelSource: Sendable {
    /// The highest level that any account can reach: what discovery may name.
    var highest: AssuranceLevel { get }
    /// The highest level that this account can reach, by what it has set up and by its proofing.
    func reachable(by account: ID<Account>) async throws -> AssuranceLevel
}

/// What a person was told or agreed to before.
package protocol ConsentSource: Sendable {
    /// Whether nothing needs to be shown before this client gets these scopes and claims.
    func isSettled(account: ID<Account>, client: ClientRegistration, scopes: [String], claims: [String]) async throws -> Bool
}

/// The attributes of a person.
package protocol ClaimsSource: Sendable {
    /// The claims that exist among `names`, in that order. Nil when the account is gone or not active.
    func claims(_ names: [String], of account: ID<Account>) async throws -> JSON.Object?
    /// The same, with the release written to the audit log in one transaction.
    func release(_ names: [String], of account: ID<Account>, audit: AuditEvent) async throws -> JSON.Object?
}

/// People as a client that is not at their browser names them.
package protocol HintedPersonSource: Sendable {
    /// The person who signs in with this text; nil when nobody does, or the account is not active.
    func account(identifiedBy text: String) async throws -> ID<Account>?
}
