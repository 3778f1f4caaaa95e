internal import HTTP
internal import HTTPTypes
internal import Primitives
internal import TokenCrypto

/// Binds tokens to what their client proves to hold, and holds whoever uses them to it. RFC 9449 §5 and §7.
package struct ProofOfPossession: Sendable {
    private let dpop: DPoP

    package init(dpop: DPoP) { self.dpop = dpop }

    /// What the tokens of this request will be bound to; nil for bearer tokens, which not every client is given.
    /// - Parameter path: of the endpoint that the request was sent to.
    func confirmation(for client: ClientRegistration, in request: Request, at path: String) async throws(Rejection) -> Confirmation? {
        if client.bindsCertificate, !client.demandsDPoP {
            guard let certificate = request.peer.certificate else { throw .certificateMissing }
            return Confirmation(certificate: certificate)
        }
        guard DPoP.isPresent(in: request) else {
            // FAPI 2.0 §5.3.2.1: no tokens that a thief could use.
            guard !client.demandsDPoP, client.profile != .fapi2 else { throw .possessionUnproven }
            return nil
        }
        let demand = DPoP.Demand(path: path, nonceDemanded: client.profile == .fapi2)
        return .jwkThumbprint(try await dpop.prove(request, demand))
    }

    /// The thumbprint of the key that a pushed request was sent with, to which its code is then bound; nil when it came without a
    /// proof. RFC 9449 §10.1.
    func keyShown(in request: Request, at path: String) async throws(Rejection) -> String? {
        DPoP.isPresent(in: request) ? try await dpop.prove(request, DPoP.Demand(path: path)) : nil
    }

    /// Checks that whoever sent the token may: a bound one is worth nothing without its key. RFC 9449 §7.2.
    func check(
        _ token: PresentedToken, boundTo confirmation: Confirmation?, in request: Request, at path: String
    ) async throws(Rejection) {
        switch (confirmation, token.scheme) {
        case (nil, .bearer): return
        case (.jwkThumbprint(let key), .dpop):
            _ = try await dpop.prove(request, DPoP.Demand(path: path, token: token.text, key: key))
        case (.jwkThumbprint, .bearer): throw .accessTokenBound
        case (nil, .dpop), (.certificateThumbprint, .dpop): throw .accessTokenUnbound
        case (.certificateThumbprint, .bearer):
            guard confirmation == request.peer.certificate.map(Confirmation.init(certificate:)) else {
                throw .accessTokenForeignCertificate
            }
        }
    }

    /// Gives a client that uses DPoP the nonce for its next proof. RFC 9449 §8.2.
    func withNonce(for request: Request, _ response: Response) -> Response {
        guard DPoP.isPresent(in: request) else { return response }
        var response = response
        response.headers[.dpopNonce] = dpop.currentNonce()
        return response
    }
}
