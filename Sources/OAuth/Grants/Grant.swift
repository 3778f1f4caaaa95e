package import HTTP
package import Primitives

/// One `grant_type` of the token endpoint. RFC 6749 §4.5.
///
/// A grant reads its own parameters, and answers with tokens that are already stored. Client authentication, registration,
/// response and error shape are the token endpoint's, so that no grant can forget them. To be served, a grant is a line of
/// `Registry.grants`: discovery, dispatch, what clients may register for, and `docs/grants.md` follow from it.
package protocol Grant: Sendable {
    /// The value of `grant_type`.
    static var type: String { get }
    static var documentation: GrantDocumentation { get }
    /// Whether only clients with credentials may use it: a client that anybody can claim to be proves nothing by itself.
    static var needsCredentials: Bool { get }
    init(_ context: GrantContext)
    func authorize(_ parameters: Parameters, for client: AuthenticatedClient, of request: Request) async throws(Rejection) -> JSON.Object
}

extension Grant {
    package static var needsCredentials: Bool { true }
}
