package import HTTP
package import Primitives

/// OpenID Client-Initiated Backchannel Authentication Core 1.0 §10.1.
package struct BackchannelGrant: Grant {
    package static let type = "urn:openid:params:grant-type:ciba"
    package static let documentation = GrantDocumentation(
        title: "Client-initiated backchannel authentication", standard: "OpenID CIBA Core 1.0",
        purpose: """
            A client asks, at `backchannel_authentication_endpoint`, for somebody whom it knows and who is not at its own pages: at a counter, or on the \
            phone. The person answers at `/account/approvals`, where the `binding_message` is shown, and the client polls here, `interval` seconds \
            apart, or is told at its registered `backchannel_client_notification_endpoint` that there is an answer to fetch: `authorization_pending`, `slow_down`, `access_denied`, `expired_token`.
            """,
        parameters: [.required("auth_req_id", "the one that the backchannel authentication endpoint gave")])

    private let polled: PolledGrant

    package init(_ context: GrantContext) { polled = PolledGrant(type: Self.type, kind: .backchannel, context) }

    package func authorize(_ parameters: Parameters, for client: AuthenticatedClient, of request: Request) async throws(Rejection)
        -> JSON.Object
    {
        try await polled.authorize(parameters["auth_req_id"], for: client, of: request)
    }
}
