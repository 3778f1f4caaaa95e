package import Primitives
internal import TokenCrypto

/// An authorization request whose parameters have been found, wherever they are: in the request itself, in an object that the
/// client signed (RFC 9101), or with us, where the client pushed them (RFC 9126).
///
/// The first of the stages that `AddressedRequest` goes on with.
package struct ReceivedRequest: Sendable {
    package let parameters: Parameters
    /// The name under which the request was pushed, which is spent when it is answered; nil for one that was not.
    package let pushed: [UInt8]?

    /// - Parameter outer: what came to the authorization endpoint.
    package init(
        _ outer: Parameters, clients: any ClientStore, pushes: any PushedAuthorizationStore, objects: RequestObject, now: Instant
    ) async throws(Rejection) {
        guard !outer.repeated.contains("client_id") else { throw .parameterRepeated }
        guard let text = outer["client_id"] else { throw .clientIDMissing }
        let id = try ID<Client>(named: text)
        guard let client = try await found({ try await clients.find(id) }) else { throw .clientUnknown }
        if let uri = outer["request_uri"] {
            guard outer["request"] == nil else { throw .requestURIWithObject }
            if client.requests.objectURIs.contains(where: { $0.utf8.elementsEqual(uri.utf8) }) {
                guard !client.mustPush else { throw .pushRequired }
                parameters = try await objects.parameters(at: uri, in: outer, of: client)
                pushed = nil
                return
            }
            let request = try await Self.pushed(PushedAuthorization.hash(ofRequestURI: uri), by: client, pushes, now: now)
            // Beside client_id nothing else counts: it was all said when the client was authenticated. RFC 9126 §4, RFC 9101 §6.3.
            parameters = Parameters(json: request.parameters)
            pushed = request.hash
        } else {
            guard !client.mustPush else { throw .pushRequired }
            parameters = try await objects.parameters(in: outer, of: client)
            pushed = nil
        }
    }

    private static func pushed(
        _ hash: [UInt8]?, by client: ClientRegistration, _ pushes: any PushedAuthorizationStore, now: Instant
    ) async throws(Rejection) -> PushedAuthorization {
        guard let hash else { throw .requestURIUnsupported }
        guard let request = try await found({ try await pushes.find(hash) }) else { throw .requestURIUnknown }
        guard request.client == client.id else { throw .requestURIForeign }
        guard now < request.expires else { throw .requestURIExpired }
        return request
    }
}
