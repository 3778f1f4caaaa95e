package import HTTP
package import Primitives

/// RFC 8628 §3.4.
package struct DeviceCodeGrant: Grant {
    package static let type = "urn:ietf:params:oauth:grant-type:device_code"
    package static let needsCredentials = false
    package static let documentation = GrantDocumentation(
        title: "Device code", standard: "RFC 8628",
        purpose: """
            A device without a browser asks at `device_authorization_endpoint`, shows its person the `user_code` and the address of the device page, and \
            polls here, `interval` seconds apart, until the person has answered: `authorization_pending`, `slow_down` (five seconds more from then \
            on), `access_denied`, `expired_token`. The tokens are those of a sign-in in the browser in which the person answered, and end with it \
            unless `offline_access` was granted.
            """,
        parameters: [.required("device_code", "the one that the device authorization endpoint gave")])

    private let polled: PolledGrant

    package init(_ context: GrantContext) { polled = PolledGrant(type: Self.type, kind: .device, context) }

    package func authorize(_ parameters: Parameters, for client: AuthenticatedClient, of request: Request) async throws(Rejection)
        -> JSON.Object
    {
        try await polled.authorize(parameters["device_code"], for: client, of: request)
    }
}
