package import HTTP
package import Primitives

/// One `grant_type` of the token endpoint. RFC 6749 §4.5.
///
/// A grant reads its own parameters, and answers with tokens that are already stored. Client authentication, registration,
/// response and error shape are the token endpoint's, so that no grant can forget them.
package protocol Grant: Sendable {
    /// The value of `grant_type`.
    var type: String { get }
    func authorize(_ parameters: Parameters, for client: AuthenticatedClient, of request: Request) async throws(Rejection) -> JSON.Object
}
