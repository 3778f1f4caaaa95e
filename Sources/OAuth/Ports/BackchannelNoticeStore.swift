package import Primitives
internal import TokenCrypto

/// What a client is owed that asked to be told when its person has answered. OpenID CIBA Core 1.0 §10.2.
package struct BackchannelNotice: Sendable, Equatable {
    package var id: ID<PolledAuthorization>
    package var client: ID<Client>
    /// `auth_req_id` and `client_notification_token`, sealed: both are needed once more, and open something.
    package var sealed: [UInt8]
    package var attempts: Int

    package init(id: ID<PolledAuthorization>, client: ID<Client>, sealed: [UInt8], attempts: Int) {
        self.id = id
        self.client = client
        self.sealed = sealed
        self.attempts = attempts
    }

    /// What is told, and with which token.
    package struct Content: Sendable {
        package let requestID: String
        package let token: Secret
    }

    /// - Parameter nonce: 12 random bytes.
    static func seal(_ requestID: String, _ token: String, of id: ID<PolledAuthorization>, key: [UInt8], nonce: [UInt8]) throws -> [UInt8] {
        try AuthenticatedEncryption.seal(
            JSON.array([.string(requestID), .string(token)]).bytes, key: key, context: Array(id.value.utf8), nonce: nonce)
    }

    /// Nil when it was not sealed with this key for this request.
    package func content(key: [UInt8]) -> Content? {
        guard let bytes = try? AuthenticatedEncryption.open(sealed, key: key, context: Array(id.value.utf8)),
            let parts = (try? JSON(parsing: bytes))?.strings, parts.count == 2
        else { return nil }
        return Content(requestID: parts[0], token: Secret(parts[1]))
    }
}

package protocol BackchannelNoticeStore: Sendable {
    /// Notices of answered requests whose next attempt has come, claimed until `claimedUntil` so that no two workers send one.
    func claimDue(at now: Instant, claimedUntil: Instant, limit: Int) async throws -> [BackchannelNotice]
    /// - Parameter next: when to try again; nil: never.
    func settle(_ id: ID<PolledAuthorization>, attempts: Int, next: Instant?) async throws
}
