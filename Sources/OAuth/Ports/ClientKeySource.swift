internal import Primitives
package import TokenCrypto

/// The public keys of clients: those that were registered, or those that the client publishes at its `jwks_uri`. RFC 7591 §2.
package protocol ClientKeySource: Sendable {
    /// What is known of them now; nil when the client has none, or they cannot be had.
    func keys(of client: ClientRegistration) async -> JWKSet?
    /// The same after another look, which is not taken again within some seconds of the last: for a key that is not among those known.
    func latestKeys(of client: ClientRegistration) async -> JWKSet?
}

/// Registered keys alone: what a provider has that fetches nothing.
package struct RegisteredClientKeys: ClientKeySource {
    package init() {}
    package func keys(of client: ClientRegistration) async -> JWKSet? { client.keys }
    package func latestKeys(of client: ClientRegistration) async -> JWKSet? { client.keys }
}

extension ClientKeySource {
    /// The claims of a token that this client signed. A client that changed its keys is believed at once.
    package func verify(
        _ token: String, from client: ClientRegistration, _ expectations: JWT.Expectations
    ) async throws(JOSERejection) -> VerifiedToken {
        guard let keys = await keys(of: client) else { throw .keyUnknown }
        do throws(JOSERejection) {
            return try JWT.verify(token, keys: keys, expectations)
        } catch {
            // Whether the token is at fault or the keys are old shows only with the new ones.
            guard client.keysURI != nil, error == .keyUnknown || error == .signatureInvalid, let latest = await latestKeys(of: client),
                latest != keys
            else { throw error }
            return try JWT.verify(token, keys: latest, expectations)
        }
    }
}
